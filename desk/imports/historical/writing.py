"""Write past orders with COPY: orders, lines, money, payments, search words and a gapless timeline."""

import json
from collections.abc import Sequence

from core.actors import Actor
from desk.imports.copying import copy_instances, copy_rows
from desk.imports.historical.composing import PastOrder
from desk.imports.historical.paying import write_payments
from orders.events import OrderCompleted, OrderConfirmed, OrderPlaced
from orders.models import Order, OrderCharge, OrderDiscount, OrderLine, OrderTender
from orders.services.searching import write_words

_STATES = (
    (OrderPlaced.name, "draft", "placed"),
    (OrderConfirmed.name, "placed", "confirmed"),
    (OrderCompleted.name, "confirmed", "completed"),
)


def write_past(past: Sequence[PastOrder], *, actor: Actor) -> None:
    """Write everything the orders consist of; no effect is born, nobody is told."""
    if not past:
        return
    copy_instances(Order, [one.order for one in past])
    copy_instances(OrderLine, [line for one in past for line in one.lines])
    copy_instances(OrderCharge, [charge for one in past for charge in one.charges])
    copy_instances(OrderDiscount, [discount for one in past for discount in one.discounts])
    copy_instances(OrderTender, [tender for one in past for tender in one.tenders])
    write_payments(past)
    _write_events(past, actor)
    copy_rows(
        "core_idempotencykey",
        ("scope", "key", "request_hash", "kind", "reference", "created_at"),
        [_first_key(one.order) for one in past],
    )
    write_words([one.order.pk for one in past])


def _first_key(order: Order) -> tuple[object, ...]:
    """The channel's number for the order is taken: whoever sends it again gets this order."""
    return f"external:{order.channel.code}", order.external_id, "", "order", str(order.pk), order.placed_at


def _write_events(past: Sequence[PastOrder], actor: Actor) -> None:
    copy_rows(
        "core_event",
        ("order_id", "seq", "name", "data", "actor", "at"),
        (
            (one.order.pk, seq, name, _changes(before, after), actor.label, one.order.placed_at)
            for one in past
            for seq, (name, before, after) in enumerate(_STATES, start=1)
        ),
    )


def _changes(before: str, after: str) -> str:
    return json.dumps({"changes": {"state": [before, after]}})
