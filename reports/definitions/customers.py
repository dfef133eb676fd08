"""Who buys, and who comes back."""

from reports.definitions.dimensions import CHANNEL, COUNTRY, TIMES
from reports.definitions.kinds import Behind, Dimension, Measure, Report, Unit
from reports.definitions.orders import ORDERS, live

_BUYERS = f"""
SELECT o.*, EXISTS (
    SELECT 1 FROM orders_order e WHERE e.customer_id = o.customer_id AND e.id <> o.order_id
      AND (e.placed_at, e.id) < (o.placed_at, o.order_id) AND e.state NOT IN ('canceled', 'expired', 'draft')
) AS is_repeat
FROM ({ORDERS}) o WHERE o.customer_id IS NOT NULL AND o.state NOT IN ('canceled', 'expired')
"""
_BEHIND = {
    "customers": Behind(model="customers.customer", key="customer_id"),
    "orders": Behind(model="orders.order", key="order_id"),
}
_NOTE = (
    "Canceled and expired orders do not count. Somebody who ordered as a guest is a customer of that one order"
    " unless the e-mail was known. Orders taken over from another system count."
)

REPEATS = Report(
    slug="repeat-customers", title="Repeat customers", question="How many customers come back?", family="Customers",
    sources="Orders", source=live(_BUYERS),
    columns=("order_id", "customer_id", "day", "channel_id", "country", "is_repeat"), money=("total",),
    dimensions=(*TIMES[::-1], CHANNEL, COUNTRY), filters=("channel", "country", "currency"),
    measures=(
        Measure(code="customers", label="Customers", unit=Unit.COUNT, sql="count(DISTINCT r.customer_id)",
                behind="customers", is_rows=True, formula="Customers with an order in these days."),
        Measure(code="repeaters", label="Came back", unit=Unit.COUNT, behind="customers", is_rows=True,
                sql="count(DISTINCT r.customer_id) FILTER (WHERE r.is_repeat)", counts="r.is_repeat",
                formula="Of them, with an order that was not their first ever."),
        Measure(code="rate", label="Repeat rate", unit=Unit.PERCENT,
                sql="100.0 * count(DISTINCT r.customer_id) FILTER (WHERE r.is_repeat)"
                " / nullif(count(DISTINCT r.customer_id), 0)", formula="Came back ÷ customers."),
        Measure(code="orders", label="Orders", unit=Unit.COUNT, sql="count(*)", behind="orders", is_rows=True,
                formula="Orders placed in these days that were not canceled."),
        Measure(code="value", label="Value now", unit=Unit.MONEY, sql="sum(r.total)", behind="orders",
                formula="What these orders cost by now, everything called off since taken away."),
        Measure(code="repeat_value", label="Of it, of repeat orders", unit=Unit.MONEY, behind="orders",
                sql="coalesce(sum(r.total) FILTER (WHERE r.is_repeat), 0)", counts="r.is_repeat",
                formula="The same, of orders that were not the customer's first."),
    ),
    behind=_BEHIND, chart="repeaters", notes=_NOTE,
)  # fmt: skip

_COHORTS = f"""
SELECT b.order_id, b.customer_id, b.day, b.channel_id, b.country, first.month AS cohort,
       ((extract(year FROM b.day) - extract(year FROM first.month)) * 12
         + extract(month FROM b.day) - extract(month FROM first.month))::int AS months
FROM ({_BUYERS}) b JOIN LATERAL (
    SELECT date_trunc('month', min(e.placed_at) AT TIME ZONE b.zone)::date AS month FROM orders_order e
    WHERE e.customer_id = b.customer_id AND e.placed_at IS NOT NULL AND e.state NOT IN ('canceled', 'expired', 'draft')
) first ON true
"""
COHORT = Dimension(
    code="cohort", label="First order in", key="r.cohort", text="to_char(r.cohort, 'YYYY-MM')", is_time=True
)


def _month(number: int) -> Measure:
    return Measure(
        code=f"m{number}", label=f"Month {number}", unit=Unit.COUNT, behind="customers", is_rows=True,
        sql=f"count(DISTINCT r.customer_id) FILTER (WHERE r.months = {number})", counts=f"r.months = {number}",
        formula="Of them, with an order in the month of the first." if number == 0
        else f"Of them, with an order {number} {'month' if number == 1 else 'months'} after the month of the first.",
    )  # fmt: skip


COHORTS = Report(
    slug="cohorts", title="Cohorts", question="Of those who first bought in a month, how many bought again, and when?",
    family="Customers", sources="Orders", source=live(_COHORTS),
    columns=("order_id", "customer_id", "day", "channel_id", "country", "cohort", "months"),
    dimensions=(COHORT,), filters=("channel", "country"),
    measures=(
        Measure(code="customers", label="Customers", unit=Unit.COUNT, sql="count(DISTINCT r.customer_id)",
                behind="customers", is_rows=True,
                formula="Customers whose first order ever was in the month, with an order in the period."),
        *(_month(number) for number in range(7)),
    ),
    behind=_BEHIND, chart="customers",
    notes="Only orders of the period are seen: choose one that begins with the first month of interest. " + _NOTE,
)  # fmt: skip

REPORTS = (REPEATS, COHORTS)
