"""Which rows a day takes: all that happened between the opening and its end, and stand on no closed day yet.

A day ends at midnight of the channel, of the warehouse, or of the house for what belongs to neither. What is found
late, with a moment of a day that is closed, stands on the next one.
"""

from orders.books.money import EXPONENT
from orders.selectors.real import REAL_SQL

ZONE_OF_HOUSE = "%(zone)s"
# The minor unit of the row that is called ``o`` and has a ``currency``.
PLACES = EXPONENT
PRACTICE_IS_LEFT_OUT = f"{REAL_SQL} AND NOT h.is_practice"
# Whether the order's invoices are ours, as payments.services.billing decides.
IS_BILLED_HERE = """(NOT o.is_historical AND (
    (h.invoice_on <> 'none' AND (o.placed_at AT TIME ZONE h.time_zone)::date >= h.invoices_from)
    OR EXISTS (SELECT 1 FROM payments_document b WHERE b.order_id = o.id)))"""


def before_end(moment: str, zone: str) -> str:
    """What happened before the day was over."""
    return f"{moment} < (%(day)s::date + 1)::timestamp AT TIME ZONE {zone}"


def of_the_day(moment: str, zone: str, kind: str, key: str) -> str:
    """What happened since the books were opened, before the day was over, and was not written yet."""
    return f"""{before_end(moment, zone)}
      AND {moment} >= (%(opened)s::date + 1)::timestamp AT TIME ZONE {zone}
      AND NOT EXISTS (SELECT 1 FROM reports_journalline x WHERE x.source_kind = '{kind}' AND x.source_id = {key})"""
