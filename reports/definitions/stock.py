"""What lies in the warehouses, and who waits for what does not."""

from reports.definitions.dimensions import CATEGORY, CHANNEL, SKU, WAREHOUSE
from reports.definitions.kinds import Behind, Dimension, Measure, Report, Unit
from reports.definitions.orders import live
from reports.facts.counting import REAL_ORDER, REAL_WAREHOUSE

_LEVELS = f"""
SELECT v.id AS level_id, v.sku_id, v.warehouse_id, v.on_hand, v.unavailable, v.allocated,
       coalesce(s.cost_currency, '') AS currency, coalesce(v.on_hand * s.unit_cost, 0) AS value,
       CASE WHEN s.unit_cost IS NULL THEN v.on_hand ELSE 0 END AS uncosted
FROM inventory_stocklevel v JOIN catalog_sku s ON s.id = v.sku_id JOIN inventory_warehouse w ON w.id = v.warehouse_id
WHERE v.on_hand > 0 AND {REAL_WAREHOUSE}
"""
STOCK_VALUE = Report(
    slug="stock-value", title="Stock value", question="What is what lies in the warehouses worth?", family="Stock",
    sources="Stock levels as they are now, and the unit costs of SKUs", source=live(_LEVELS),
    right="reports.view_margin", is_snapshot=True,
    columns=("level_id", "sku_id", "warehouse_id", "on_hand", "unavailable", "allocated", "uncosted"),
    money=("value",), dimensions=(WAREHOUSE, CATEGORY, SKU), filters=("warehouse", "sku", "category", "currency"),
    measures=(
        Measure(code="levels", label="Places", unit=Unit.COUNT, sql="count(*)", behind="levels", is_rows=True,
                formula="SKUs with units on hand, once for each warehouse."),
        Measure(code="on_hand", label="On hand", unit=Unit.COUNT, sql="sum(r.on_hand)", behind="levels",
                formula="Units in the building, quarantine and inspection included."),
        Measure(code="value", label="Value", unit=Unit.MONEY, sql="sum(r.value)", behind="levels",
                formula="On hand × today's unit cost, in the cost's own currency."),
        Measure(code="uncosted", label="Units without cost", unit=Unit.COUNT, sql="sum(r.uncosted)", behind="levels",
                counts="r.uncosted > 0", formula="Units whose cost nobody entered: the value says nothing of them."),
        Measure(code="unavailable", label="Not for sale", unit=Unit.COUNT, sql="sum(r.unavailable)", behind="levels",
                counts="r.unavailable > 0", formula="Of on hand: in quarantine, in inspection, not put away."),
    ),
    behind={"levels": Behind(model="inventory.stocklevel", key="level_id")}, chart="value",
)  # fmt: skip

_WAITING = f"""
SELECT l.id AS line_id, l.sku_id, o.channel_id, b.warehouse_id, l.backordered AS units, o.placed_at,
       extract(epoch FROM %(now)s - o.placed_at) / 86400 AS days,
       coalesce(l.promise_on < (%(now)s AT TIME ZONE c.time_zone)::date, false) AS is_late
FROM orders_orderline l
JOIN orders_order o ON o.id = l.order_id
JOIN catalog_channel c ON c.id = o.channel_id
LEFT JOIN LATERAL (
    SELECT v.warehouse_id FROM orders_backorder b JOIN inventory_stocklevel v ON v.id = b.level_id
    WHERE b.line_id = l.id AND b.quantity > 0 ORDER BY b.quantity DESC, b.id LIMIT 1
) b ON true
WHERE l.backordered > 0 AND o.state IN ('placed', 'confirmed', 'processing') AND {REAL_ORDER}
"""
AGE = Dimension(
    code="age", label="Waiting for", is_time=True,
    key="CASE WHEN r.days < 3 THEN 1 WHEN r.days < 7 THEN 2 WHEN r.days < 14 THEN 3 WHEN r.days < 30 THEN 4 ELSE 5 END",
    text="CASE WHEN r.days < 3 THEN 'Less than 3 days' WHEN r.days < 7 THEN '3 to 6 days'"
    " WHEN r.days < 14 THEN '7 to 13 days' WHEN r.days < 30 THEN '14 to 29 days' ELSE '30 days and more' END",
)  # fmt: skip
BACKORDERS = Report(
    slug="backorders", title="Backorder age", question="How long do customers wait for goods that are not there?",
    family="Stock", sources="Lines of open orders as they are now", source=live(_WAITING), is_snapshot=True,
    columns=("line_id", "sku_id", "channel_id", "warehouse_id", "units", "days", "is_late"),
    dimensions=(AGE, SKU, CATEGORY, WAREHOUSE, CHANNEL), filters=("channel", "warehouse", "sku", "category"),
    measures=(
        Measure(code="lines", label="Lines", unit=Unit.COUNT, sql="count(*)", behind="lines", is_rows=True,
                formula="Lines of open orders with units that stock does not cover."),
        Measure(code="units", label="Units", unit=Unit.COUNT, sql="sum(r.units)", behind="lines",
                formula="Units of them that stock does not cover."),
        Measure(code="median", label="Median age", unit=Unit.DAYS,
                sql="percentile_cont(0.5) WITHIN GROUP (ORDER BY r.days)",
                formula="Half of the lines have waited longer, since their order was placed."),
        Measure(code="oldest", label="Oldest", unit=Unit.DAYS, sql="max(r.days)",
                formula="The longest any of them has waited since its order was placed."),
        Measure(code="late", label="Past promise", unit=Unit.COUNT, sql="count(*) FILTER (WHERE r.is_late)",
                behind="lines", counts="r.is_late", is_rows=True,
                formula="Lines whose promised day is over, by the channel's clock."),
    ),
    behind={"lines": Behind(model="orders.orderline", key="line_id")}, chart="units",
)  # fmt: skip

REPORTS = (STOCK_VALUE, BACKORDERS)
