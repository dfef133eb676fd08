"""Orders, their lines, claims, money asked for, timeline and words, from the tables of a chunk."""

from core.models import Event
from desk.scale.filling import fill, run
from desk.scale.shop import Shop
from orders.models import Allocation, Backorder, Order, OrderCharge, OrderHold, OrderLine, OrderTender
from orders.words import DOCUMENTS

_FROM_ORDERS = "FROM scale_order o JOIN scale_sum s ON s.order_id = o.id ORDER BY o.id"
_FROM_LINES = "FROM scale_line l ORDER BY l.id"
_FROM_LINES_OF_ORDERS = "FROM scale_line l JOIN scale_order o ON o.id = l.order_id ORDER BY l.id"
_SHIPPED = "l.kind IN ('completed', 'on_the_road')"
_STATES = "completed completed on_the_road processing unpaid placed canceled canceled"
_PAYMENTS = "completed paid on_the_road paid canceled voided unpaid pending"
_FLOOR = "completed delivered on_the_road shipped canceled not_required backordered backordered"
_SHOWN = "on_the_road shipped unpaid payment_failed"
_WORDS_WRITTEN = f"INSERT INTO orders_ordersearch (order_id, document) {DOCUMENTS} JOIN scale_order n ON n.id = o.id"

# What happened, in order; where a state was left, from which to which.
TIMELINES: dict[str, tuple[tuple[str, str], ...]] = {
    "completed": (
        ("orders.placed", "draft placed"), ("orders.confirmed", "placed confirmed"),
        ("orders.processing", "confirmed processing"), ("orders.dispatched", ""), ("orders.delivered", ""),
        ("orders.completed", "processing completed"),
    ),
    "on_the_road": (
        ("orders.placed", "draft placed"), ("orders.funds_changed", ""), ("orders.risk_recorded", ""),
        ("orders.confirmed", "placed confirmed"), ("orders.processing", "confirmed processing"),
        ("orders.dispatched", ""),
    ),
    "confirmed": (
        ("orders.drafted", ""), ("orders.placed", "draft placed"), ("orders.funds_changed", ""),
        ("orders.funds_changed", ""), ("orders.risk_recorded", ""), ("orders.confirmed", "placed confirmed"),
    ),
    "unpaid": (
        ("orders.drafted", ""), ("orders.placed", "draft placed"), ("orders.funds_changed", ""),
        ("orders.risk_recorded", ""), ("orders.reviewed", ""), ("orders.funds_changed", ""),
    ),
    "canceled": (
        ("orders.placed", "draft placed"), ("orders.funds_changed", ""), ("orders.risk_recorded", ""),
        ("orders.confirmed", "placed confirmed"), ("orders.canceled", "confirmed canceled"),
        ("orders.funds_changed", ""),
    ),
}  # fmt: skip

# When it happened, where the order's own columns say so; the rest in the minutes after it was placed.
_AT = """coalesce(CASE t.name WHEN 'orders.confirmed' THEN o.confirmed_at WHEN 'orders.processing' THEN o.released_at
    WHEN 'orders.dispatched' THEN o.shipped_at WHEN 'orders.delivered' THEN o.delivered_at
    WHEN 'orders.completed' THEN o.completed_at WHEN 'orders.canceled' THEN o.canceled_at END,
    CASE WHEN o.kind = 'canceled' AND t.seq = 6 THEN o.canceled_at END,
    o.placed_at + (t.seq - 1) * interval '1 minute')"""
# What a canceled order cost less by it, and of which lines.
_CALLED_OFF = """CASE WHEN t.name <> 'orders.canceled' THEN '{}'::jsonb ELSE (
    SELECT jsonb_build_object('changes', t.data::jsonb -> 'changes' || jsonb_build_object(
               'total', jsonb_build_array(max(s.total)::text, '0.00'))
               || jsonb_object_agg('line ' || l.position || ' canceled', jsonb_build_array(0, l.units)))
    FROM scale_line l JOIN scale_sum s ON s.order_id = l.order_id WHERE l.order_id = o.id) END"""


def by_kind(pairs: str, otherwise: str) -> str:
    """SQL for a word by the order's kind: ``pairs`` names kind and word in turns."""
    words = iter(pairs.split())
    cases = " ".join(f"WHEN '{kind}' THEN '{word}'" for kind, word in zip(words, words, strict=True))
    return f"CASE o.kind {cases} ELSE '{otherwise}' END"


def write_orders(shop: Shop) -> None:
    """Orders as they stand, each with its lines, charge, tender and claims."""
    authorized = "CASE WHEN o.kind IN ('canceled', 'unpaid') THEN 0 ELSE s.total END"
    kept = "CASE WHEN o.kind = 'canceled' THEN 0 ELSE {} END"
    fill(
        Order, _FROM_ORDERS, id="o.id", number="o.number", channel_id=str(shop.channel_id), intake=f"'{shop.intake}'",
        external_id="o.external_id", state=by_kind(_STATES, "confirmed"), version="7", currency="'EUR'",
        prices_include_tax="TRUE", customer_id="o.customer_id", shipping_address_id="o.address_id",
        billing_address_id="o.address_id", shipping_method_id="o.method_id",
        lines_total=kept.format("s.goods"), charges_total=kept.format("s.shipping"), tax_total=kept.format("s.tax"),
        total=kept.format("s.total"), promised_on="o.promised_on", created_at="o.placed_at",
        placed_at="o.placed_at", processing_at="o.released_at",
        confirmed_at="CASE WHEN o.kind <> 'unpaid' THEN o.confirmed_at END", completed_at="o.completed_at",
        canceled_at="o.canceled_at", delivered_at="o.delivered_at", last_shipped_at="o.shipped_at",
        fulfillment_status=by_kind(_FLOOR, "unfulfilled"), payment_status=by_kind(_PAYMENTS, "authorized"),
        display_status=f"CASE WHEN o.kind IN ('on_the_road', 'unpaid') THEN {by_kind(_SHOWN, '')} ELSE o.kind END",
        is_on_hold="o.kind = 'on_hold'", authorized_amount=authorized,
        captured_amount="CASE WHEN o.is_shipped THEN s.total ELSE 0 END",
        payment_failed_at="CASE WHEN o.kind = 'unpaid' THEN o.placed_at + interval '1 minute' END",
        risk_checked_at="o.placed_at + interval '2 minutes'", risk_score="5",
        open_parcels="CASE WHEN o.kind = 'on_the_road' THEN 1 ELSE 0 END",
    )  # fmt: skip
    _write_lines()
    fill(
        OrderCharge, "FROM scale_order o JOIN scale_sum s ON s.order_id = o.id WHERE s.shipping > 0 ORDER BY o.id",
        order_id="o.id", kind="'shipping'", label="o.method", amount="s.shipping", tax_percent="o.shipping_percent",
        tax_amount="s.shipping_tax", canceled_amount="CASE WHEN o.kind = 'canceled' THEN s.shipping ELSE 0 END",
        canceled_tax_amount="CASE WHEN o.kind = 'canceled' THEN s.shipping_tax ELSE 0 END",
    )  # fmt: skip
    fill(OrderTender, "FROM scale_order o ORDER BY o.id", order_id="o.id", kind="'card'", token=f"'{shop.token}'")
    fill(
        OrderHold, "FROM scale_order o WHERE o.kind = 'on_hold' ORDER BY o.id", order_id="o.id", kind="'manual'",
        reason="'Call back before it leaves.'", blocks="ARRAY['release', 'ship']",
        placed_by=f"'{shop.actor}'",
        placed_at="o.placed_at + interval '10 minutes'",
    )  # fmt: skip


def _write_lines() -> None:
    shipped, canceled = f"CASE WHEN {_SHIPPED} THEN l.units ELSE 0 END", "l.kind = 'canceled'"
    waits = f"NOT {_SHIPPED} AND NOT {canceled}"
    fill(
        OrderLine, _FROM_LINES_OF_ORDERS, id="l.id", order_id="l.order_id", position="l.position", sku_id="l.sku_id",
        name="l.name", unit_price="l.price", list_price="l.price", tax_percent="l.tax_percent", ordered="l.units",
        allocated=f"CASE WHEN {waits} AND NOT l.is_owed THEN l.units ELSE 0 END",
        backordered="CASE WHEN l.is_owed THEN l.units ELSE 0 END", shipped=shipped,
        delivered="CASE WHEN l.kind = 'completed' THEN l.units ELSE 0 END",
        canceled=f"CASE WHEN {canceled} THEN l.units ELSE 0 END", amount="l.amount", tax_amount="l.tax",
        canceled_amount=f"CASE WHEN {canceled} THEN l.amount ELSE 0 END",
        canceled_tax_amount=f"CASE WHEN {canceled} THEN l.tax ELSE 0 END", original_promise_on="o.promise_on",
        promise_on="o.promise_on", delivered_at="o.delivered_at",
    )  # fmt: skip
    quantity = f"CASE WHEN {waits} AND NOT l.is_owed THEN l.units ELSE 0 END"
    fill(Allocation, _FROM_LINES, line_id="l.id", level_id="l.level_id", quantity=quantity)
    fill(
        Backorder, "FROM scale_line l WHERE l.is_owed ORDER BY l.id", line_id="l.id", level_id="l.level_id",
        quantity="l.units",
    )  # fmt: skip


def write_timelines(shop: Shop) -> None:
    """Six events for each order."""
    told = ", ".join(
        f"('{kind}', {seq}, '{name}', '{_moved(states)}')"
        for kind, events in TIMELINES.items()
        for seq, (name, states) in enumerate(events, start=1)
    )
    fill(
        Event,
        f"""FROM scale_order o
        JOIN (VALUES {told}) AS t (kind, seq, name, data)
          ON t.kind = CASE WHEN o.kind IN ('to_release', 'backordered', 'on_hold') THEN 'confirmed' ELSE o.kind END
        ORDER BY o.id, t.seq""",
        order_id="o.id", seq="t.seq", name="t.name", data=f"t.data::jsonb || {_CALLED_OFF}", actor=f"'{shop.actor}'",
        at=_AT,
    )  # fmt: skip


def write_words() -> None:
    """What the orders are found by."""
    run(_WORDS_WRITTEN)


def _moved(states: str) -> str:
    before, _, after = states.partition(" ")
    return f'{{"changes": {{"state": ["{before}", "{after}"]}}}}' if states else "{}"
