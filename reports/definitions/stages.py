"""How long each stage of an order takes."""

from reports.definitions.dimensions import CHANNEL, COUNTRY, TIMES, WAREHOUSE
from reports.definitions.kinds import Behind, Dimension, Measure, Report, Unit
from reports.definitions.orders import live
from reports.facts.counting import REAL_ORDER, REAL_WAREHOUSE

# Who waits longer than this from placing to a stage's end is found in the open lists, not here.
LONGEST_DAYS = 180
_STAGES = (
    (1, "Placed to confirmed", "orders", "o.placed_at", "o.confirmed_at"),
    (2, "Confirmed to released", "work", "o.confirmed_at", "f.released_at"),
    (3, "Released to picked", "work", "f.released_at", "f.picked_at"),
    (4, "Picked to packed", "work", "f.picked_at", "f.packed_at"),
    (5, "Packed to shipped", "work", "f.packed_at", "f.shipped_at"),
    (6, "Shipped to delivered", "parcels", "p.shipped_at", "p.delivered_at"),
    (7, "Delivered to completed", "orders", "o.delivered_at", "o.completed_at"),
)
_WORK = f"""
JOIN fulfillment_fulfillmentorder f ON f.order_id = o.id
JOIN inventory_warehouse w ON w.id = f.warehouse_id AND {REAL_WAREHOUSE}
"""
_FROM = {"orders": "", "work": _WORK, "parcels": _WORK + "JOIN fulfillment_parcel p ON p.fulfillment_order_id = f.id\n"}


def _stage(place: int, name: str, of: str, began: str, ended: str) -> str:
    warehouse = "NULL::bigint" if of == "orders" else "f.warehouse_id"
    return f"""
SELECT o.id AS order_id, {warehouse} AS warehouse_id, {place} AS place, '{name}' AS stage,
       extract(epoch FROM {ended} - {began}) / 3600 AS hours, ({ended} AT TIME ZONE c.time_zone)::date AS day,
       o.channel_id, coalesce(ship.country, bill.country, '') AS country
FROM orders_order o
JOIN catalog_channel c ON c.id = o.channel_id
LEFT JOIN customers_address ship ON ship.id = o.shipping_address_id
LEFT JOIN customers_address bill ON bill.id = o.billing_address_id
{_FROM[of]}
WHERE o.placed_at >= %(from_ts)s - interval '{LONGEST_DAYS} days' AND o.placed_at < %(to_ts)s
  AND NOT o.is_historical AND {REAL_ORDER}
  AND {ended} >= {began} AND {ended} >= %(from_ts)s AND {ended} < %(to_ts)s
"""


STAGE = Dimension(code="stage", label="Stage", key="r.place", text="r.stage", is_time=True)
CYCLE_TIME = Report(
    slug="cycle-time", title="Cycle time", question="How long does each stage of an order take?", family="Delivery",
    sources="The moments orders, their work in the warehouses and their parcels keep",
    source=live(" UNION ALL ".join(_stage(*stage) for stage in _STAGES)),
    columns=("order_id", "warehouse_id", "place", "stage", "hours", "day", "channel_id", "country"),
    dimensions=(STAGE, CHANNEL, WAREHOUSE, COUNTRY, *TIMES), filters=("channel", "warehouse", "country"),
    measures=(
        Measure(code="orders", label="Orders", unit=Unit.COUNT, sql="count(DISTINCT r.order_id)", behind="orders",
                is_rows=True, formula="Orders of which the stage ended in these days."),
        Measure(code="median", label="Half within", unit=Unit.HOURS,
                sql="percentile_cont(0.5) WITHIN GROUP (ORDER BY r.hours)",
                formula="p50 of the hours between the two moments; nights and weekends count."),
        Measure(code="p90", label="90 % within", unit=Unit.HOURS,
                sql="percentile_cont(0.9) WITHIN GROUP (ORDER BY r.hours)", formula="p90 of the same hours."),
        Measure(code="longest", label="Longest", unit=Unit.HOURS, sql="max(r.hours)",
                formula="The longest of the same hours."),
    ),
    behind={"orders": Behind(model="orders.order", key="order_id")}, chart="median",
    notes="A stage counts on the day it ended. An order with several parcels or warehouses has several of a stage."
    " Orders taken over from another system are left out, their steps are not known, and so are orders placed more"
    f" than {LONGEST_DAYS} days before the period.",
)  # fmt: skip

REPORTS = (CYCLE_TIME,)
