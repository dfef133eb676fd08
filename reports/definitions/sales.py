"""What was sold, what it earned, what was called off."""

from reports.definitions.dimensions import CATEGORY, CHANNEL, COUNTRY, SKU, TIMES
from reports.definitions.kinds import Behind, Measure, Report, Unit
from reports.definitions.orders import LINES, ORDERS, live
from reports.definitions.summaries import summary
from reports.facts.counting import REAL_ORDER
from reports.facts.reversals import CANCELING
from reports.facts.timeline import timeline
from reports.models import SummaryKind

_SOLD = "Orders, lines and charges; daily summaries, today as it is now"
_NOTE = (
    "An order counts on the day it was placed, by the clock of its channel, as it was agreed; what is called off"
    " later is in the report of cancellations, on its own day. Orders taken over from another system count;"
    " practice does not. An order split in two counts as two, one merged into another does not count by itself."
)
_ORDER_LIST = Behind(model="orders.order", key="order_id", source=live(ORDERS))
_LINE_LIST = Behind(model="orders.orderline", key="line_id", source=live(LINES))


def _money(code: str, label: str, sql: str, formula: str, behind: str = "orders") -> Measure:
    return Measure(code=code, label=label, unit=Unit.MONEY, sql=sql, formula=formula, behind=behind)


SALES = Report(
    slug="sales", title="Sales", question="How much do we sell, when, where to and through which channel?",
    family="Sales", sources=_SOLD, source=summary(SummaryKind.SALES),
    columns=("day", "channel_id", "country", "orders", "historical_orders", "lost_orders", "units"),
    money=("gross", "discounts", "shipping", "charges", "tax", "net", "total", "kept_total"),
    dimensions=(*TIMES, CHANNEL, COUNTRY), filters=("channel", "country", "currency"),
    measures=(
        Measure(code="orders", label="Orders", unit=Unit.COUNT, sql="sum(r.orders)", is_rows=True, behind="orders",
                formula="Orders placed, later canceled ones included."),
        Measure(code="units", label="Units", unit=Unit.COUNT, sql="sum(r.units)", behind="orders",
                formula="Units ordered; of a kit, those of its components."),
        _money("gross", "Goods", "sum(r.gross)", "Quantity × price of all lines, before discounts; with tax where the"
               " channel's prices include it."),
        _money("discounts", "Discounts", "sum(r.discounts)", "What discounts and vouchers took off the goods."),
        _money("shipping", "Shipping", "sum(r.shipping)", "Charges for shipping, as the customer pays them."),
        _money("charges", "Other charges", "sum(r.charges)", "Handling, fees and charges made by hand."),
        _money("tax", "Tax", "sum(r.tax)", "Tax on goods and charges."),
        _money("net", "Net", "sum(r.net)", "Goods − discounts + charges, without tax."),
        _money("total", "Total", "sum(r.total)", "Net + tax: what the customers agreed to pay."),
        Measure(code="average", label="Per order", unit=Unit.MONEY,
                sql="sum(r.total) / nullif(sum(r.orders), 0)", formula="Total ÷ orders."),
        Measure(code="lost", label="Lost since", unit=Unit.COUNT, sql="sum(r.lost_orders)", is_rows=True,
                behind="orders", counts="r.state IN ('canceled', 'expired')",
                formula="Orders of these days that are canceled or expired by now."),
        _money("kept", "Left by now", "sum(r.kept_total)", "What the orders of these days cost now, after everything"
               " called off since."),
        Measure(code="historical", label="Taken over", unit=Unit.COUNT, sql="sum(r.historical_orders)", is_rows=True,
                behind="orders", counts="r.is_historical", formula="Orders that another system handled."),
    ),
    behind={"orders": _ORDER_LIST}, chart="total", notes=_NOTE,
)  # fmt: skip

GOODS = Report(
    slug="goods", title="Sales by SKU", question="Which goods sell?", family="Sales", sources=_SOLD,
    source=summary(SummaryKind.SKUS),
    columns=("day", "channel_id", "sku_id", "orders", "units", "kept_units"),
    money=("gross", "discounts", "tax", "net", "kept_net"),
    dimensions=(SKU, CATEGORY, CHANNEL, *TIMES), filters=("channel", "sku", "category", "currency"),
    measures=(
        Measure(code="units", label="Units", unit=Unit.COUNT, sql="sum(r.units)", behind="lines",
                formula="Units ordered; of a kit, those of its components."),
        _money("gross", "Goods", "sum(r.gross)", "Quantity × price before discounts; with tax where the channel's"
               " prices include it.", "lines"),
        _money("discounts", "Discounts", "sum(r.discounts)", "What discounts took off, as shared to the lines.",
               "lines"),
        _money("net", "Net", "sum(r.net)", "Goods − discounts, without tax.", "lines"),
        Measure(code="called_off", label="Called off", unit=Unit.COUNT, sql="sum(r.units - r.kept_units)",
                behind="lines", formula="Units of these days that are called off by now."),
        Measure(code="share", label="Share called off", unit=Unit.PERCENT,
                sql="100.0 * sum(r.units - r.kept_units) / nullif(sum(r.units), 0)",
                formula="Called off ÷ units."),
    ),
    behind={"lines": _LINE_LIST}, chart="net", notes=_NOTE,
)  # fmt: skip

# A cost in another currency is no cost here: amounts of two currencies are never added.
_NO_COST = "s.unit_cost IS NULL OR s.cost_currency <> d.currency"
_COSTED = f"""
SELECT d.*, CASE WHEN {_NO_COST} THEN 0 ELSE d.kept_units * s.unit_cost END AS cost,
       CASE WHEN {_NO_COST} THEN 0 ELSE d.kept_net END AS costed_net,
       CASE WHEN {_NO_COST} THEN d.kept_units ELSE 0 END AS uncosted_units
FROM ({{days}}) d LEFT JOIN catalog_sku s ON s.id = d.sku_id
"""
MARGIN = Report(
    slug="margin", title="Margin", question="What do we earn on the goods, and of how much do we not know it?",
    family="Sales", sources="As sales by SKU, with today's unit cost of each SKU", right="reports.view_margin",
    source=summary(SummaryKind.SKUS, _COSTED),
    columns=("day", "channel_id", "sku_id", "kept_units", "uncosted_units"),
    money=("kept_net", "costed_net", "cost"),
    dimensions=(SKU, CATEGORY, CHANNEL, *TIMES), filters=("channel", "sku", "category", "currency"),
    measures=(
        _money("net", "Net kept", "sum(r.kept_net)", "Goods − discounts without tax, called off units taken away.",
               "lines"),
        _money("costed", "Of it with cost", "sum(r.costed_net)", "Net of SKUs whose unit cost is known in the same"
               " currency.", "lines"),
        _money("cost", "Cost", "sum(r.cost)", "Kept units × today's unit cost of the SKU, where it is known in the"
               " same currency.", "lines"),
        _money("margin", "Margin", "sum(r.costed_net - r.cost)", "Of it with cost − cost.", "lines"),
        Measure(code="percent", label="Margin %", unit=Unit.PERCENT,
                sql="100.0 * sum(r.costed_net - r.cost) / nullif(sum(r.costed_net), 0)",
                formula="Margin ÷ net with cost."),
        Measure(code="uncosted", label="Units without cost", unit=Unit.COUNT, sql="sum(r.uncosted_units)",
                behind="lines", formula="Kept units whose cost nobody entered, or in another currency only."),
        Measure(code="unknown", label="Net without cost", unit=Unit.PERCENT,
                sql="100.0 * sum(r.kept_net - r.costed_net) / nullif(sum(r.kept_net), 0)",
                formula="Net of SKUs without a cost ÷ net: so much the margin says nothing of."),
    ),
    behind={"lines": _LINE_LIST}, chart="margin",
    notes="The cost is the SKU's cost of today: what it was on the day is not kept. " + _NOTE,
)  # fmt: skip

_CANCELING = ", ".join(f"'{name}'" for name in CANCELING)
_CANCELED_ORDERS = f"""
SELECT o.id AS order_id, (e.at AT TIME ZONE c.time_zone)::date AS day, o.channel_id, o.currency,
       coalesce(ship.country, bill.country, '') AS country, e.name
FROM {timeline(_CANCELING, start="%(from_ts)s", end="%(to_ts)s")} e
JOIN orders_order o ON o.id = e.order_id AND o.placed_at IS NOT NULL
JOIN catalog_channel c ON c.id = o.channel_id
LEFT JOIN customers_address ship ON ship.id = o.shipping_address_id
LEFT JOIN customers_address bill ON bill.id = o.billing_address_id
WHERE {REAL_ORDER}
"""
CANCELLATIONS = Report(
    slug="cancellations", title="Cancellations", question="How much is called off, and when?", family="Sales",
    sources="The timeline of orders; daily summaries, today as it is now", source=summary(SummaryKind.REVERSALS),
    columns=("day", "channel_id", "country", "canceled_orders", "canceled_units", "refunds"),
    money=("canceled_value", "refunded"),
    dimensions=(*TIMES, CHANNEL, COUNTRY), filters=("channel", "country", "currency"),
    measures=(
        Measure(code="orders", label="Whole orders", unit=Unit.COUNT, sql="sum(r.canceled_orders)", behind="orders",
                counts="r.name IN ('orders.canceled', 'orders.expired')",
                formula="Orders canceled or expired on these days; one that came back and was canceled again on"
                " another day counts twice."),
        Measure(code="units", label="Units", unit=Unit.COUNT, sql="sum(r.canceled_units)", behind="orders",
                formula="Units called off on these days, less those of orders that came back."),
        _money("value", "Value", "sum(r.canceled_value)", "What the units called off were sold for, with their tax,"
               " and the charges that ended with an order."),
    ),
    behind={"orders": Behind(model="orders.order", key="order_id", source=live(_CANCELED_ORDERS))}, chart="value",
    notes="What is called off counts on the day it was called off, whenever it was ordered. " + _NOTE,
)  # fmt: skip

REPORTS = (SALES, GOODS, MARGIN, CANCELLATIONS)
