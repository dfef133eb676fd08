"""By what a row from outside names a customer: whole words and whole addresses, never a piece of somebody else's."""

import re
from collections.abc import Sequence

from django.db import models

from core.privacy.registry import reach
from core.privacy.tables import Table

# In a body of JSON a line's end is written with a letter, and bytes with digits: a word may begin right after them.
_ESCAPED = r"(?<=\\[nrtbf]|\\u[0-9a-f]{4}|\\[0-7]{3})"
# What may belong to a longer address of somebody else: jo.ann@…, and …@example.com.au.
_ADDRESS = rf"(?:(?<![[:alnum:]][._+'-]*)|{_ESCAPED})%s(?![[:alnum:]]|[._-]+[[:alnum:]])"
_NUMBER = rf"(?:(?<![[:alnum:]])|{_ESCAPED})%s(?![[:alnum:]])"

# The quick look first: only what holds the letters is looked at for whole words.
_SAID = """
CASE WHEN lower({text}) LIKE ANY(%(likes)s) THEN EXISTS (
    SELECT 1 FROM (SELECT lower({text}) AS low OFFSET 0) AS x,
        unnest(%(likes)s::text[], %(words)s::text[]) AS m (likely, word)
    WHERE x.low LIKE m.likely AND x.low ~* m.word
) ELSE FALSE END
"""
_SOMEBODY_ELSES = "EXISTS (SELECT 1 FROM ({owner}) AS w (id) WHERE w.id <> %(customer)s)"


def naming(table: Table) -> str:
    """An SQL condition: the row names the customer, and its own key does not lead to another one."""
    parts = [f'lower(t."{table.column(name)}") = ANY(%(exact)s)' for name in table.addressed]
    parts += [_SAID.format(text=_as_text(table, name)) for name in table.named]
    named = " OR ".join(parts)
    if not table.owner:
        return f"({named})"
    return f"({named}) AND NOT {_SOMEBODY_ELSES.format(owner=reach(table.owner))}"


def mark_parameters(marks: Sequence[str]) -> dict[str, list[str]]:
    """What ``naming`` asks for: each mark as a whole, as letters to look for, and as a word."""
    return {
        "exact": [word.lower() for word in marks],
        "likes": [f"%{_plain(word.lower())}%" for word in marks],
        "words": [(_ADDRESS if "@" in word else _NUMBER) % re.escape(word) for word in marks],
    }


def _as_text(table: Table, name: str) -> str:
    column = f't."{table.column(name)}"'
    return f"encode({column}, 'escape')" if isinstance(table.field(name), models.BinaryField) else f"{column}::text"


def _plain(word: str) -> str:
    """The word as LIKE takes it literally."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
