"""Lines of an order written in a mail, in one plain form: ``SKU x quantity`` or ``quantity x SKU``, one a line.

Recognized only when sure: a line of that form whose code is no known one makes the whole mail unsure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_LINES = 200
MOST_UNITS = 9_999
_CODE_FIRST = re.compile(
    r"^\W{0,2}\s*(?P<code>\S{1,64})(?:\s*[x×*;]\s*|\s{2,8})(?P<units>\d{1,4})\s*(?:pcs\.?|pieces?)?$"
)
_UNITS_FIRST = re.compile(r"^\W{0,2}\s*(?P<units>\d{1,4})\s*[x×*]\s+(?P<code>\S{1,64})$")
_QUOTED = re.compile(r"^(On .{1,200} wrote:|Am .{1,200} schrieb.{0,200}:|-{2,} ?Original Message ?-{2,}|_{10,})$")


@dataclass(frozen=True, slots=True)
class Wish:
    """So many units of what has this code or barcode."""

    code: str
    units: int


def wishes_in(text: str) -> Sequence[Wish]:
    """What is asked for in the form above, as far as the writer's own words go; empty when nothing or too much is."""
    found: list[Wish] = []
    for line in text.splitlines():
        plain = line.strip()
        if _QUOTED.match(plain):
            break
        wish = None if plain.startswith(">") else _wish(plain)
        if wish is not None:
            found.append(wish)
    return found if len(found) <= MOST_LINES else []


def _wish(line: str) -> Wish | None:
    match = _UNITS_FIRST.match(line) or _CODE_FIRST.match(line)
    return Wish(match["code"], int(match["units"])) if match else None
