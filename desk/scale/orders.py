"""Orders, their lines, claims, money asked for, timeline and words, from the tables of a chunk."""

from core.models import Event
from desk.scale.filling import fill, run
from desk.scale.shop import CARD, SHIPPING, TAX_PERCENT, Shop
from orders.models import Allocation, Backorder, Order, OrderCharge, OrderHold, OrderLine, OrderTender
from orders.words import DOCUMENTS

_FROM_ORDERS = "FROM scale_order o JOIN scale_sum s ON s.order_id = o.id ORDER BY o.id"
_FROM_LINES = "FROM scale_line l ORDER BY l.id"
_SHIPPED = "l.kind IN ('completed', 'on_the_road')"
_TAX_OF_SHIPPING = f"round({SHIPPING} * {TAX_PERCENT} / {100 + TAX_PERCENT}, 2)"
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


def by_kind(pairs: str, otherwise: str) -> str:
    """SQL for a word by the order's kind: ``pairs`` names kind and word in turns."""
    words = iter(pairs.split())
    cases = " ".join(f"WHEN '{kind}' THEN '{word}'" for kind, word in zip(words, words, strict=True))
    return f"CASE o.kind {cases} ELSE '{otherwise}' END"


def write_orders(shop: Shop) -> None:
    """Orders as they stand, each with its lines, charge, tender and claims."""
    authorized = "CASE WHEN o.kind IN ('canceled', 'unpaid') THEN 0 ELSE s.total END"
    kept = "CASE WHEN o.kind = 'canceled' THEN 0 ELSE {} END"
    begun = "CASE WHEN o.is_shipped THEN o.placed_at + interval '2 hours' END"
    fill(
        Order, _FROM_ORDERS, id="o.id", number="o.number", channel_id=str(shop.channel_id), intake="'api'",
        external_id="'WEB-' || o.i", state=by_kind(_STATES, "confirmed"), version="7", currency="'EUR'",
        prices_include_tax="TRUE", customer_id="o.customer_id", shipping_address_id="o.address_id",
        billing_address_id="o.address_id", shipping_method_id=str(shop.method_id),
        lines_total=kept.format("s.goods"), charges_total=kept.format(SHIPPING), tax_total=kept.format("s.tax"),
        total=kept.format("s.total"), promised_on="(o.placed_at + interval '4 days')::date", created_at="o.placed_at",
        placed_at="o.placed_at", processing_at=begun,
        confirmed_at="CASE WHEN o.kind <> 'unpaid' THEN o.placed_at + interval '5 minutes' END",
        completed_at="CASE WHEN o.kind = 'completed' THEN o.placed_at + interval '3 days' END",
        canceled_at="CASE WHEN o.kind = 'canceled' THEN o.placed_at + interval '1 hour' END",
        delivered_at="CASE WHEN o.kind = 'completed' THEN o.placed_at + interval '3 days' END",
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
        OrderCharge, "FROM scale_order o ORDER BY o.id", order_id="o.id", kind="'shipping'", label="'Standard'",
        amount=SHIPPING, tax_percent=str(TAX_PERCENT), tax_amount=_TAX_OF_SHIPPING,
        canceled_amount=f"CASE WHEN o.kind = 'canceled' THEN {SHIPPING} ELSE 0 END",
        canceled_tax_amount=f"CASE WHEN o.kind = 'canceled' THEN {_TAX_OF_SHIPPING} ELSE 0 END",
    )  # fmt: skip
    fill(OrderTender, "FROM scale_order o ORDER BY o.id", order_id="o.id", kind="'card'", token=CARD)
    fill(
        OrderHold, "FROM scale_order o WHERE o.kind = 'on_hold' ORDER BY o.id", order_id="o.id", kind="'manual'",
        reason="'Call back before it leaves.'", blocks="ARRAY['release', 'ship']", placed_by="'system'",
        placed_at="o.placed_at + interval '10 minutes'",
    )  # fmt: skip


def _write_lines() -> None:
    shipped, canceled = f"CASE WHEN {_SHIPPED} THEN l.units ELSE 0 END", "l.kind = 'canceled'"
    waits = f"NOT {_SHIPPED} AND NOT {canceled}"
    fill(
        OrderLine, _FROM_LINES, id="l.id", order_id="l.order_id", position="l.position", sku_id="l.sku_id",
        name="l.name", unit_price="l.price", list_price="l.price", tax_percent=str(TAX_PERCENT), ordered="l.units",
        allocated=f"CASE WHEN {waits} AND NOT l.is_owed THEN l.units ELSE 0 END",
        backordered="CASE WHEN l.is_owed THEN l.units ELSE 0 END", shipped=shipped,
        delivered="CASE WHEN l.kind = 'completed' THEN l.units ELSE 0 END",
        canceled=f"CASE WHEN {canceled} THEN l.units ELSE 0 END", amount="l.amount", tax_amount="l.tax",
        canceled_amount=f"CASE WHEN {canceled} THEN l.amount ELSE 0 END",
        canceled_tax_amount=f"CASE WHEN {canceled} THEN l.tax ELSE 0 END",
    )  # fmt: skip
    quantity = f"CASE WHEN {waits} AND NOT l.is_owed THEN l.units ELSE 0 END"
    fill(Allocation, _FROM_LINES, line_id="l.id", level_id="l.level_id", quantity=quantity)
    fill(
        Backorder, "FROM scale_line l WHERE l.is_owed ORDER BY l.id", line_id="l.id", level_id="l.level_id",
        quantity="l.units",
    )  # fmt: skip


def write_timelines() -> None:
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
        order_id="o.id", seq="t.seq", name="t.name", data="t.data::jsonb", actor="'system'",
        at="o.placed_at + (t.seq - 1) * interval '20 minutes'",
    )  # fmt: skip


def write_words() -> None:
    """What the orders are found by."""
    run(_WORDS_WRITTEN)


def _moved(states: str) -> str:
    before, _, after = states.partition(" ")
    return f'{{"changes": {{"state": ["{before}", "{after}"]}}}}' if states else "{}"
