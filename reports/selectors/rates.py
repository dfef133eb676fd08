"""Exchange rates: which one counts for a day, which were used, and where none is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reports.definitions.kinds import Rows
from reports.errors import RateMissing
from reports.selectors.daily import fetch

# Nobody publishes rates on weekends and holidays: the latest of the days before counts.
MAX_AGE_DAYS = 7
_RATE = f"""
SELECT x.on AS rate_on, x.source AS rate_source,
       CASE WHEN x.base = {{currency}} THEN x.rate ELSE 1 / x.rate END AS rate
FROM reports_exchangerate x
WHERE (x.base = {{currency}} AND x.quote = %(convert)s OR x.base = %(convert)s AND x.quote = {{currency}})
  AND x.on <= {{day}} AND x.on > {{day}} - {MAX_AGE_DAYS}
ORDER BY x.on DESC, x.base = {{currency}} DESC LIMIT 1
"""
RATE_OF_ROW = _RATE.format(currency="s.currency", day="s.day")
_USED = """
SELECT d.currency, min(f.rate_on) AS first, max(f.rate_on) AS last, min(f.rate) AS lowest, max(f.rate) AS highest,
       string_agg(DISTINCT f.rate_source, ', ') AS sources, count(*) FILTER (WHERE f.rate IS NULL) AS missing,
       min(d.day) FILTER (WHERE f.rate IS NULL) AS missing_on
FROM (SELECT DISTINCT s.currency, s.day FROM ({source}) s WHERE s.currency <> %(convert)s AND s.currency <> ''
      AND s.day BETWEEN %(first)s AND %(last)s) d
LEFT JOIN LATERAL ({rate}) f ON true GROUP BY d.currency ORDER BY d.currency
"""


@dataclass(frozen=True)
class RateUsed:
    """Rates of one currency that figures were converted with: their days, bounds and who published them."""

    currency: str
    first: date
    last: date
    lowest: Decimal
    highest: Decimal
    sources: str


def rates_used(rows: Rows, *, convert: str, first: date, last: date) -> Sequence[RateUsed]:
    """The rates a conversion of these rows takes; one query.

    Raises RateMissing when there is a day of a currency without a rate of that day or the seven before.
    """
    sql = _USED.format(source=rows.sql, rate=_RATE.format(currency="d.currency", day="d.day"))
    found = fetch(sql, {**rows.params, "convert": convert, "first": first, "last": last})
    for one in found:
        if one["missing"]:
            raise RateMissing(
                f"There is no rate of {one['currency']} in {convert} for {one['missing_on']} or the days before it"
                f" ({one['missing']} days lack one). Enter or import it under Exchange rates.",
                currency=one["currency"], day=str(one["missing_on"]),
            )  # fmt: skip
    names = ("currency", "first", "last", "lowest", "highest", "sources")
    return [RateUsed(**{name: one[name] for name in names}) for one in found]
