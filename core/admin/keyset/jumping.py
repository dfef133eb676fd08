"""Go to a date or a number in a list that is sorted by its key, without reading what lies between."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection, models
from django.utils import timezone
from django.utils.dateparse import parse_date

LONGEST = 64
LARGEST_KEY = 2**63 - 1
EARLIEST, LATEST = 1900, 2999

# Keys and moments rise together: halve the keys until the last row before the moment is found.
_LAST_BEFORE = """
WITH RECURSIVE step AS (
    SELECT min({key}) - 1 AS low, max({key}) AS high FROM {table}
    UNION ALL
    SELECT CASE WHEN p.at < %(moment)s THEN p.key ELSE s.low END,
           CASE WHEN p.at < %(moment)s THEN s.high ELSE m.middle - 1 END
    FROM step s
    CROSS JOIN LATERAL (SELECT s.low + (s.high - s.low + 1) / 2 AS middle) m
    CROSS JOIN LATERAL (
        SELECT {key} AS key, {moment} AS at FROM {table} WHERE {key} >= m.middle ORDER BY {key} LIMIT 1
    ) p
    WHERE s.low < s.high
)
SELECT low FROM step ORDER BY high - low LIMIT 1
"""


def key_meant(model: type[models.Model], text: str, *, moment: str, number: str) -> int | None:
    """The key of the row that is called so, or of the last row of that day, in the user's zone; None for neither.

    ``moment`` is the column that rises with the key, ``number`` the one rows are called by; either may be empty.
    """
    text = text.replace("\x00", "").strip()
    if not text or len(text) > LONGEST:
        return None
    day = _day(text)
    if day is not None and moment:
        return last_before(model, day + timedelta(days=1), moment=moment)
    rows = model._default_manager.order_by()
    if number:
        named = rows.filter(**{f"{number}__in": [text, text.upper()]}).values_list("pk", flat=True).first()
        if named is not None:
            return int(named)
    return int(text) if text.isascii() and text.isdecimal() and int(text) <= LARGEST_KEY else None


def last_before(model: type[models.Model], moment_before: datetime, *, moment: str) -> int | None:
    """The key of the last row before a moment; one statement of a few dozen looks at the key's index."""
    opts = model._meta
    quote = connection.ops.quote_name
    column = opts.get_field(moment)
    assert isinstance(column, models.Field)
    assert opts.pk is not None
    names = {"key": quote(str(opts.pk.column)), "table": quote(opts.db_table), "moment": quote(str(column.column))}
    with connection.cursor() as cursor:
        cursor.execute(_LAST_BEFORE.format(**names), {"moment": moment_before})
        found: Any = cursor.fetchone()[0]
    return None if found is None else int(found)


def _day(text: str) -> datetime | None:
    """The beginning of the day."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    if day is None or not EARLIEST <= day.year <= LATEST:
        return None
    return timezone.make_aware(datetime.combine(day, time.min))
