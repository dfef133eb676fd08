"""Whether goods are there in time and whole, and what carriers do."""

from reports.definitions.dimensions import CARRIER, CATEGORY, CHANNEL, COUNTRY, SERVICE, SKU, TIMES, WAREHOUSE
from reports.definitions.kinds import Behind, Dimension, Elsewhere, Measure, Report, Unit
from reports.definitions.orders import ORDERS, live
from reports.facts.counting import REAL_ORDER, REAL_WAREHOUSE
from reports.facts.timeline import timeline
from shipping.selectors.punctuality import DUE

_PROMISED = f"""
SELECT order_id, channel_id, country, promised_on AS day, is_whole AND arrived_on <= promised_on AS is_otif,
       coalesce(arrived_on <= promised_on, false) AS is_on_time, is_whole
FROM (
    SELECT o.id AS order_id, o.channel_id, coalesce(ship.country, bill.country, '') AS country, u.promised_on,
           u.is_whole, u.is_over, (o.delivered_at AT TIME ZONE c.time_zone)::date AS arrived_on,
           (%(now)s AT TIME ZONE c.time_zone)::date AS today
    FROM orders_order o
    JOIN catalog_channel c ON c.id = o.channel_id
    LEFT JOIN customers_address ship ON ship.id = o.shipping_address_id
    LEFT JOIN customers_address bill ON bill.id = o.billing_address_id
    JOIN LATERAL (
        SELECT max(l.original_promise_on) AS promised_on, bool_and(l.delivered = l.ordered - l.canceled) AS is_whole,
               bool_and(l.delivered + l.lost = l.ordered - l.canceled) AS is_over
        FROM orders_orderline l WHERE l.order_id = o.id AND l.needs_shipping AND l.ordered > l.canceled
    ) u ON u.promised_on BETWEEN %(first)s AND %(last)s
    WHERE o.placed_at >= %(from_ts)s - interval '180 days' AND o.placed_at < %(to_ts)s
      AND o.state NOT IN ('canceled', 'expired') AND NOT o.is_historical AND {REAL_ORDER}
) p WHERE promised_on < today OR is_over
"""
OTIF = Report(
    slug="on-time-in-full", title="On time in full", question="Do customers have everything on the day we first said?",
    family="Delivery", sources="Orders and the first promise of their lines", source=live(_PROMISED),
    columns=("order_id", "channel_id", "country", "day", "is_otif", "is_on_time", "is_whole"),
    dimensions=(*TIMES[::-1], CHANNEL, COUNTRY), filters=("channel", "country"),
    measures=(
        Measure(code="due", label="Due", unit=Unit.COUNT, sql="count(*)", behind="orders", is_rows=True,
                formula="Orders whose first promised day (the latest of their lines) is in the period and is over, or"
                " of which everything has arrived or is lost."),
        Measure(code="otif", label="On time in full", unit=Unit.COUNT, sql="count(*) FILTER (WHERE r.is_otif)",
                behind="orders", counts="r.is_otif", is_rows=True,
                formula="Of them, with every unit delivered on that day or before; units called off do not count."),
        Measure(code="rate", label="OTIF", unit=Unit.PERCENT,
                sql="100.0 * count(*) FILTER (WHERE r.is_otif) / nullif(count(*), 0)",
                formula="On time in full ÷ due."),
        Measure(code="late", label="Whole, but late", unit=Unit.COUNT, behind="orders", is_rows=True,
                sql="count(*) FILTER (WHERE r.is_whole AND NOT r.is_on_time)",
                counts="r.is_whole AND NOT r.is_on_time", formula="Everything arrived, the last of it after the day."),
        Measure(code="open", label="Not whole", unit=Unit.COUNT, sql="count(*) FILTER (WHERE NOT r.is_whole)",
                behind="orders", counts="NOT r.is_whole", is_rows=True,
                formula="Something has not arrived by now."),
    ),
    behind={"orders": Behind(model="orders.order", key="order_id")}, chart="rate",
    notes="Days are those of the channel's clock. Orders taken over from another system have no promise and are left"
    " out; so are orders placed more than 180 days before the period.",
)  # fmt: skip

# A line waited when it waits now, or when the timeline tells that units it owed were covered or called off.
_UNWAITING = (
    "'orders.backorder_filled', 'orders.shorted', 'orders.canceled', 'orders.lines_canceled', 'orders.expired',"
    " 'orders.resourced', 'orders.allocation_swapped'"
)
_FILLED = f"""
SELECT o.order_id, l.id AS line_id, l.sku_id, o.day, o.channel_id, o.country, l.ordered AS units,
       least(l.ordered, greatest(l.backordered, coalesce(waited.units, 0))) AS waited
FROM ({ORDERS}) o JOIN orders_orderline l ON l.order_id = o.order_id
LEFT JOIN (
    SELECT e.order_id, v.key, max(greatest((v.value ->> 0)::int, (v.value ->> 1)::int)) AS units
    FROM {timeline(_UNWAITING, start="%(from_ts)s", end="clock_timestamp()")} e
    CROSS JOIN LATERAL jsonb_each(e.changes) v
    WHERE v.key ~ '^line \\d+ backordered$'
    GROUP BY e.order_id, v.key
) waited ON waited.order_id = o.order_id AND waited.key = 'line ' || l.position || ' backordered'
WHERE NOT o.is_historical AND l.track_stock AND l.needs_shipping
"""
FILL_RATE = Report(
    slug="fill-rate", title="Fill rate", question="How much of what is ordered lies in stock?", family="Delivery",
    sources="Lines of orders, and their timeline", source=live(_FILLED),
    columns=("order_id", "line_id", "sku_id", "day", "channel_id", "country", "units", "waited"),
    dimensions=(*TIMES[::-1], SKU, CATEGORY, CHANNEL), filters=("channel", "country", "sku", "category"),
    measures=(
        Measure(code="units", label="Units ordered", unit=Unit.COUNT, sql="sum(r.units)", behind="lines",
                formula="Units of goods kept in stock, in orders placed in these days."),
        Measure(code="waited", label="Had to wait", unit=Unit.COUNT, sql="sum(r.waited)", behind="lines",
                counts="r.waited > 0", formula="Of them, not covered by stock at some time since."),
        Measure(code="rate", label="Fill rate", unit=Unit.PERCENT,
                sql="100.0 * sum(r.units - r.waited) / nullif(sum(r.units), 0)",
                formula="Units that never had to wait ÷ units ordered."),
        Measure(code="lines", label="Lines", unit=Unit.COUNT, sql="count(*)", behind="lines", is_rows=True,
                formula="Lines of these orders."),
        Measure(code="line_rate", label="Whole lines", unit=Unit.PERCENT,
                sql="100.0 * count(*) FILTER (WHERE r.waited = 0) / nullif(count(*), 0)",
                formula="Lines of which no unit had to wait ÷ lines."),
    ),
    behind={"lines": Behind(model="orders.orderline", key="line_id")}, chart="rate",
)  # fmt: skip

_LABELS = f"""
SELECT l.id AS label_id, p.id AS parcel_id, l.account_id, l.service, f.warehouse_id,
       (p.shipped_at AT TIME ZONE w.time_zone)::date AS day, p.state, l.cost, l.currency,
       d.label_id IS NOT NULL AS is_due, coalesce(d.state = 'delivered' AND d.arrived_on <= d.promised_on, false)
         AS is_on_time,
       extract(epoch FROM p.delivered_at - p.shipped_at) / 86400 AS days,
       EXISTS (SELECT 1 FROM shipping_deliveryexception x WHERE x.parcel_id = p.id) AS had_trouble
FROM shipping_shippinglabel l
JOIN fulfillment_parcel p ON p.id = l.parcel_id
JOIN fulfillment_fulfillmentorder f ON f.id = p.fulfillment_order_id
JOIN inventory_warehouse w ON w.id = f.warehouse_id
LEFT JOIN ({DUE.replace("%(since)s", "%(from_ts)s")} SELECT * FROM due) d ON d.label_id = l.id
WHERE l.state = 'purchased' AND p.shipped_at >= %(from_ts)s AND p.shipped_at < %(to_ts)s AND {REAL_WAREHOUSE}
"""
CARRIERS = Report(
    slug="carriers", title="Carriers", question="Which carrier keeps its word, and what does it cost?",
    family="Delivery", sources="Labels and parcels; on time as the page On time counts it", source=live(_LABELS),
    right="shipping.judge_carriers",
    columns=("label_id", "parcel_id", "account_id", "service", "warehouse_id", "day", "state", "is_due",
             "is_on_time", "days", "had_trouble"),
    money=("cost",), dimensions=(CARRIER, SERVICE, WAREHOUSE, *TIMES), filters=("warehouse", "carrier", "currency"),
    measures=(
        Measure(code="parcels", label="Parcels", unit=Unit.COUNT, sql="count(*)", behind="labels", is_rows=True,
                formula="Parcels that left in these days, by the warehouse's clock."),
        Measure(code="due", label="Promise due", unit=Unit.COUNT, sql="count(*) FILTER (WHERE r.is_due)",
                behind="labels", counts="r.is_due", is_rows=True,
                formula="Of them, whose promised day is over, or that arrived, came back or were lost."),
        Measure(code="on_time", label="On time", unit=Unit.PERCENT,
                sql="100.0 * count(*) FILTER (WHERE r.is_on_time) / nullif(count(*) FILTER (WHERE r.is_due), 0)",
                formula="Arrived on the promised day or before ÷ promise due."),
        Measure(code="days", label="Days on the road", unit=Unit.DAYS,
                sql="percentile_cont(0.5) WITHIN GROUP (ORDER BY r.days)",
                formula="Half of the delivered parcels took less, from leaving to delivery."),
        Measure(code="trouble", label="Trouble", unit=Unit.COUNT, sql="count(*) FILTER (WHERE r.had_trouble)",
                behind="labels", counts="r.had_trouble", is_rows=True, formula="Parcels with an exception on the way."),
        Measure(code="lost", label="Lost", unit=Unit.COUNT, sql="count(*) FILTER (WHERE r.state = 'lost')",
                behind="labels", counts="r.state = 'lost'", is_rows=True, formula="Parcels that were lost."),
        Measure(code="cost", label="Label cost", unit=Unit.MONEY, sql="sum(r.cost)", behind="labels",
                formula="What their labels cost, as the carrier said when they were bought."),
        Measure(code="average", label="Per parcel", unit=Unit.MONEY, sql="sum(r.cost) / nullif(count(*), 0)",
                formula="Label cost ÷ parcels."),
    ),
    behind={"labels": Behind(model="shipping.shippinglabel", key="label_id")}, chart="on_time",
)  # fmt: skip
PUNCTUALITY = Elsewhere(
    slug="on-time", title="On time by carrier", question="Which parcels were late, carrier by carrier?",
    family="Delivery", formula="On time = arrived on the promised day or before ÷ parcels whose promise is due.",
    page="desk:on-time", right="shipping.judge_carriers",
)  # fmt: skip

KIND = Dimension(code="kind", label="Kind", key="r.kind", text="replace(initcap(r.kind), '_', ' ')")
SIDE = Dimension(code="side", label="On whose side", key="r.family", text="initcap(r.family)")
_TROUBLE = f"""
SELECT x.id AS exception_id, x.kind, x.family, x.resolved_at IS NULL AS is_open, f.warehouse_id, l.account_id,
       (x.opened_at AT TIME ZONE w.time_zone)::date AS day,
       extract(epoch FROM x.resolved_at - x.opened_at) / 3600 AS hours
FROM shipping_deliveryexception x
JOIN fulfillment_parcel p ON p.id = x.parcel_id
JOIN fulfillment_fulfillmentorder f ON f.id = p.fulfillment_order_id
JOIN inventory_warehouse w ON w.id = f.warehouse_id
LEFT JOIN shipping_shippinglabel l ON l.parcel_id = p.id AND l.state = 'purchased'
WHERE x.opened_at >= %(from_ts)s AND x.opened_at < %(to_ts)s AND {REAL_WAREHOUSE}
"""
EXCEPTIONS = Report(
    slug="exceptions", title="Trouble on the road", question="What goes wrong after goods left, and how long does it"
    " take us to mend it?", family="Delivery", sources="Exceptions on the road", source=live(_TROUBLE),
    right="shipping.view_deliveryexception",
    columns=("exception_id", "kind", "family", "is_open", "warehouse_id", "account_id", "day", "hours"),
    dimensions=(KIND, SIDE, CARRIER, WAREHOUSE, *TIMES), filters=("warehouse", "carrier"),
    measures=(
        Measure(code="cases", label="Cases", unit=Unit.COUNT, sql="count(*)", behind="exceptions", is_rows=True,
                formula="Exceptions opened in these days, by the warehouse's clock."),
        Measure(code="open", label="Still open", unit=Unit.COUNT, sql="count(*) FILTER (WHERE r.is_open)",
                behind="exceptions", counts="r.is_open", is_rows=True, formula="Of them, not resolved by now."),
        Measure(code="median", label="Mended within", unit=Unit.HOURS,
                sql="percentile_cont(0.5) WITHIN GROUP (ORDER BY r.hours)",
                formula="Half of the resolved ones took fewer hours from opening to resolution."),
    ),
    behind={"exceptions": Behind(model="shipping.deliveryexception", key="exception_id")}, chart="cases",
)  # fmt: skip

REPORTS = (OTIF, FILL_RATE, CARRIERS, PUNCTUALITY, EXCEPTIONS)
