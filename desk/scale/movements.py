"""Money and goods of the orders: payments, work of the floor, parcels, labels, and what left the shelves."""

from desk.scale.filling import fill, run
from desk.scale.shop import Shop
from fulfillment.models import FulfillmentLine, FulfillmentOrder, Parcel, ParcelItem, PickTask
from inventory.models import StockMovement
from payments.models import Payment, PaymentTransaction
from shipping.models import ShippingLabel

# What came first, and what came of it: two movements for each payment.
_MOVES = (
    ("is_shipped", "authorization succeeded capture succeeded"),
    ("kind = 'canceled'", "authorization succeeded void succeeded"),
    ("kind = 'unpaid'", "authorization failed authorization failed"),
    ("kind IN ('to_release', 'backordered', 'on_hold')", "authorization failed authorization succeeded"),
)
# Money is collected as the goods leave, and set free as the order is canceled.
_MOVED_AT = """CASE t.kind WHEN 'capture' THEN o.shipped_at WHEN 'void' THEN o.canceled_at
    ELSE o.placed_at + t.nr * interval '1 minute' END"""
_TOOK = """
WITH moved AS (
    SELECT level_id, location_id, sku_id,
           coalesce(sum(units) FILTER (WHERE kind IN ('completed', 'on_the_road')), 0) AS gone,
           coalesce(sum(units) FILTER (WHERE is_owed), 0) AS owed,
           coalesce(sum(units) FILTER (
               WHERE NOT is_owed AND kind IN ('to_release', 'backordered', 'on_hold', 'unpaid')), 0) AS claimed
    FROM scale_line GROUP BY level_id, location_id, sku_id
), levels AS (
    UPDATE inventory_stocklevel l
    SET on_hand = on_hand - gone, allocated = allocated + claimed, backordered = l.backordered + owed
    FROM moved m WHERE m.level_id = l.id
)
UPDATE inventory_binstock b SET quantity = quantity - gone
FROM moved m WHERE b.sku_id = m.sku_id AND b.location_id = m.location_id AND b.lot = ''
"""


def write_money(shop: Shop) -> None:
    """A payment by card for each order, with two movements of its ledger."""
    fill(
        Payment, "FROM scale_order o JOIN scale_sum s ON s.order_id = o.id"
        " JOIN orders_ordertender t ON t.order_id = o.id ORDER BY o.id",
        id="o.payment_id", number="'P-' || nextval('number_payment_seq')", order_id="o.id", tender_id="t.id",
        kind="'card'", gateway=f"'{shop.gateway}'", currency="'EUR'", amount="s.total", token=f"'{shop.token}'",
        state="CASE WHEN o.is_shipped THEN 'captured' WHEN o.kind = 'canceled' THEN 'voided'"
        " WHEN o.kind = 'unpaid' THEN 'failed' ELSE 'authorized' END",
        authorized_amount="CASE WHEN o.kind = 'unpaid' THEN 0 ELSE s.total END",
        voided_amount="CASE WHEN o.kind = 'canceled' THEN s.total ELSE 0 END",
        captured_amount="CASE WHEN o.is_shipped THEN s.total ELSE 0 END", card_brand="o.card_brand",
        card_last4="o.card_last4",
        failure="CASE WHEN o.kind = 'unpaid' THEN 'The bank declined the card.' ELSE '' END", created_at="o.placed_at",
    )  # fmt: skip
    moves = ", ".join(
        f"('{number}', {nr}, '{kind}', '{outcome}')"
        for number, (_, words) in enumerate(_MOVES)
        for nr, (kind, outcome) in enumerate(zip(words.split()[::2], words.split()[1::2], strict=True), start=1)
    )
    which = " ".join(f"WHEN o.{condition} THEN '{number}'" for number, (condition, _) in enumerate(_MOVES))
    fill(
        PaymentTransaction,
        f"""FROM scale_order o JOIN scale_sum s ON s.order_id = o.id
        JOIN (VALUES {moves}) AS t (number, nr, kind, outcome) ON t.number = CASE {which} END
        ORDER BY o.id, t.nr""",
        payment_id="o.payment_id", kind="t.kind", outcome="t.outcome", amount="s.total", currency="'EUR'",
        key="'scale-' || o.payment_id || '-' || t.nr", gateway=f"'{shop.gateway}'",
        requested_by=f"'{shop.actor}'",
        gateway_reference="CASE WHEN t.outcome = 'succeeded' THEN 'sc_' || o.payment_id || '_' || t.nr ELSE '' END",
        error="CASE WHEN t.outcome = 'failed' THEN 'The bank declined the card.' ELSE '' END",
        created_at=_MOVED_AT, settled_at=f"{_MOVED_AT} + interval '1 minute'",
    )  # fmt: skip


def write_work(shop: Shop) -> None:
    """Work of the warehouse for each confirmed order; what shipped was picked, packed and labeled in one parcel."""
    fill(
        FulfillmentOrder, "FROM scale_order o WHERE o.is_worked ORDER BY o.id", id="o.work_id",
        number="'F-' || nextval('number_fulfillment_seq')", order_id="o.id", warehouse_id=str(shop.warehouse_id),
        state="CASE WHEN o.is_shipped THEN 'shipped' ELSE 'open' END",
        batch_id="o.batch_id", ship_by_on="o.ship_by_on", late_at="o.late_at", created_at="o.confirmed_at",
        released_at="o.released_at", picked_at="o.picked_at", packed_at="o.packed_at", shipped_at="o.shipped_at",
    )  # fmt: skip
    gone = "CASE WHEN o.is_shipped THEN l.units ELSE 0 END"
    fill(
        FulfillmentLine,
        "FROM scale_line l JOIN scale_order o ON o.id = l.order_id WHERE o.is_worked AND NOT l.is_owed ORDER BY l.id",
        fulfillment_order_id="o.work_id", order_line_id="l.id", level_id="l.level_id", quantity="l.units",
        picked=gone, packed=gone, shipped=gone,
    )  # fmt: skip
    run("""
        CREATE TEMPORARY TABLE scale_gone ON COMMIT DROP AS
        SELECT l.*, w.id AS work_line_id, o.parcel_id, o.batch_id, o.released_at, o.shipped_at,
               o.picked_at - (o.lines - l.position) * interval '45 seconds' AS picked_at
        FROM scale_order o JOIN scale_line l ON l.order_id = o.id
        JOIN fulfillment_fulfillmentline w ON w.order_line_id = l.id
        WHERE o.is_shipped ORDER BY l.id
    """)
    fill(
        PickTask, "FROM scale_gone g", batch_id="g.batch_id", line_id="g.work_line_id",
        location_id="g.location_id", quantity="g.units", picked_quantity="g.units", state="'picked'",
        created_at="g.released_at", finished_at="g.picked_at",
    )  # fmt: skip
    _write_parcels(shop)


def _write_parcels(shop: Shop) -> None:
    there = "CASE WHEN o.kind = 'completed' THEN 'delivered' ELSE '{}' END"
    shipped = "FROM scale_order o WHERE o.is_shipped ORDER BY o.id"
    fill(
        Parcel, shipped, id="o.parcel_id", number="'PC-' || nextval('number_parcel_seq')",
        fulfillment_order_id="o.work_id", state=there.format("shipped"), weight_grams="900",
        packed_by=f"'{shop.actor}'",
        created_at="o.picked_at", packed_at="o.packed_at", labeled_at="o.packed_at", shipped_at="o.shipped_at",
        delivered_at="o.delivered_at",
    )  # fmt: skip
    fill(
        ParcelItem, "FROM scale_gone g", parcel_id="g.parcel_id", line_id="g.work_line_id", order_line_id="g.id",
        level_id="g.level_id", quantity="g.units",
    )  # fmt: skip
    fill(
        ShippingLabel, shipped, order_id="o.id", parcel_id="o.parcel_id", account_id=str(shop.account_id),
        state="'purchased'", purchase_key="gen_random_uuid()", service="o.service",
        cost="CASE o.service WHEN 'standard' THEN 4.2 ELSE 8.9 END", currency="'EUR'",
        tracking_number="'SC' || lpad(o.parcel_id::text, 12, '0')", tracking_status=there.format("in_transit"),
        requested_at="o.packed_at", purchased_at="o.packed_at", tracking_at="coalesce(o.delivered_at, o.shipped_at)",
        tracked_at="now()",
    )  # fmt: skip


def take_goods(shop: Shop) -> None:
    """What left lowers level and bin, each with its movement; what is claimed or owed stands on the level."""
    fill(
        StockMovement, "FROM scale_gone g", level_id="g.level_id", location_id="g.location_id", kind="'shipment'",
        quantity="-g.units", cause_kind="'parcel'", cause_reference="g.parcel_id::text",
        actor=f"'{shop.actor}'", at="g.shipped_at",
    )  # fmt: skip
    run(_TOOK)
