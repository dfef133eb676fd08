"""What comes back, and what customers think."""

from reports.definitions.dimensions import CARRIER, CATEGORY, CHANNEL, PICKER, SKU, TIMES, WAREHOUSE
from reports.definitions.kinds import Behind, Dimension, Elsewhere, Measure, Report, Unit
from reports.definitions.orders import live
from reports.facts.counting import REAL_ORDER, REAL_WAREHOUSE

_PICKED = """
LEFT JOIN LATERAL (
    SELECT t.assignee_id AS picker_id, t.lot FROM fulfillment_picktask t
    WHERE t.line_id = {line} AND t.picked_quantity > 0 ORDER BY t.picked_quantity DESC, t.id LIMIT 1
) k ON true
LEFT JOIN shipping_shippinglabel b ON b.parcel_id = {parcel} AND b.state = 'purchased'
"""
_BACK = f"""
SELECT 'shipped' AS kind, p.id AS parcel_id, NULL::bigint AS return_id, l.sku_id, o.channel_id, f.warehouse_id,
       (p.shipped_at AT TIME ZONE c.time_zone)::date AS day, i.quantity AS units, NULL::bigint AS reason_id,
       k.picker_id, coalesce(k.lot, '') AS lot, b.account_id
FROM fulfillment_parcel p
JOIN fulfillment_fulfillmentorder f ON f.id = p.fulfillment_order_id
JOIN inventory_warehouse w ON w.id = f.warehouse_id AND {REAL_WAREHOUSE}
JOIN fulfillment_parcelitem i ON i.parcel_id = p.id
JOIN orders_orderline l ON l.id = i.order_line_id
JOIN orders_order o ON o.id = l.order_id
JOIN catalog_channel c ON c.id = o.channel_id
{_PICKED.format(line="i.line_id", parcel="p.id")}
WHERE p.shipped_at >= %(from_ts)s AND p.shipped_at < %(to_ts)s AND {REAL_ORDER}
UNION ALL
SELECT 'returned', NULL, m.id, l.sku_id, o.channel_id, sent.warehouse_id,
       (m.received_at AT TIME ZONE c.time_zone)::date, n.quantity, m.reason_id, k.picker_id, coalesce(k.lot, ''),
       b.account_id
FROM returns_return m
JOIN returns_returnline n ON n.rma_id = m.id AND n.reception = 'received'
JOIN orders_orderline l ON l.id = n.order_line_id
JOIN orders_order o ON o.id = l.order_id
JOIN catalog_channel c ON c.id = o.channel_id
LEFT JOIN LATERAL (
    SELECT i.line_id, p.id AS parcel_id, f.warehouse_id FROM fulfillment_parcelitem i
    JOIN fulfillment_parcel p ON p.id = i.parcel_id AND p.shipped_at IS NOT NULL
    JOIN fulfillment_fulfillmentorder f ON f.id = p.fulfillment_order_id
    WHERE i.order_line_id = l.id ORDER BY i.quantity DESC, i.id LIMIT 1
) sent ON true
{_PICKED.format(line="sent.line_id", parcel="sent.parcel_id")}
WHERE m.received_at >= %(from_ts)s AND m.received_at < %(to_ts)s AND {REAL_ORDER}
"""
REASON = Dimension(
    code="reason", label="Reason", key="r.reason_id", text="re.label",
    join="JOIN returns_returnreason re ON re.id = r.reason_id",
)  # fmt: skip
LOT = Dimension(code="lot", label="Lot", key="r.lot", text="coalesce(nullif(r.lot, ''), 'No lot')")
_RETURNED = "coalesce(sum(r.units) FILTER (WHERE r.kind = 'returned'), 0)"
_SHIPPED = "coalesce(sum(r.units) FILTER (WHERE r.kind = 'shipped'), 0)"
RETURNS = Report(
    slug="returns", title="Returns", question="What comes back, why, and whose doing may it be?",
    family="After delivery",
    sources="Received returns, and the parcels that left", source=live(_BACK), right="returns.view_return",
    columns=("kind", "parcel_id", "return_id", "sku_id", "channel_id", "warehouse_id", "day", "units", "reason_id",
             "picker_id", "lot", "account_id"),
    dimensions=(SKU, REASON, CATEGORY, LOT, CARRIER, PICKER, WAREHOUSE, CHANNEL, *TIMES),
    filters=("channel", "warehouse", "carrier", "sku", "category"),
    measures=(
        Measure(code="returned", label="Units back", unit=Unit.COUNT, sql=_RETURNED, behind="returns",
                counts="r.kind = 'returned'", formula="Units received in returns in these days."),
        Measure(code="returns", label="Returns", unit=Unit.COUNT, sql="count(DISTINCT r.return_id)",
                behind="returns", counts="r.kind = 'returned'", is_rows=True, formula="Returns they came in."),
        Measure(code="shipped", label="Units shipped", unit=Unit.COUNT, sql=_SHIPPED, behind="parcels",
                counts="r.kind = 'shipped'", formula="Units that left in parcels in these days."),
        Measure(code="rate", label="Return rate", unit=Unit.PERCENT,
                sql=f"100.0 * {_RETURNED} / nullif({_SHIPPED}, 0)",
                formula="Units back ÷ units shipped in the same days; by reason there is none."),
        Measure(code="share", label="Share of all back", unit=Unit.PERCENT,
                sql=f"100.0 * {_RETURNED} / nullif(sum({_RETURNED}) OVER (), 0)",
                formula="Units back ÷ all units back in these days."),
    ),
    behind={"returns": Behind(model="returns.return", key="return_id"),
            "parcels": Behind(model="fulfillment.parcel", key="parcel_id")},
    chart="returned",
    notes="Picker, lot, carrier and warehouse are those of the parcel that took most units of the line; a line that"
    " several people picked counts for who took most. By picker only for who leads.",
)  # fmt: skip
RATINGS = Elsewhere(
    slug="ratings", title="Ratings", question="What do customers think, by SKU, carrier, picker and channel?",
    family="After delivery", formula="Mean = sum of the ratings ÷ their number; low are 1 and 2.", page="desk:ratings",
    right="support.view_feedback",
)  # fmt: skip

REPORTS = (RETURNS, RATINGS)
