"""Confirm an order: by hand, or as soon as nothing blocks it."""

from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.events import Fact
from core.fsm import blockers_of
from core.service import service
from orders.events import FullyShipped, OrderConfirmed
from orders.locks import lock_lines, lock_order
from orders.models import Order
from orders.services.canceling import is_fully_shipped
from orders.services.saving import move_order, quantities_of, quantity_changes, save_lines, save_order
from orders.statuses import OrderState


@service
def confirm_order(*, order_id: int, actor: Actor, expected_version: int | None = None) -> Order:
    """The promise is made; the mail and the work of the floor follow from the event.

    Raises NotPermitted, StaleVersion, and MoveRefused with every reason.
    """
    order = lock_order(order_id, expected_version=expected_version)
    lines = lock_lines(order)
    changes = move_order(order, "confirm", actor=actor, now=timezone.now())
    served = [line for line in lines.values() if not line.needs_shipping and line.allocated]
    for line in served:
        before = quantities_of(line)
        # Nothing has to travel: delivered with the confirmation.
        line.shipped, line.delivered, line.allocated = line.shipped + line.allocated, line.shipped + line.allocated, 0
        changes |= quantity_changes(line, before)
    save_lines(served)
    if served and not any(line.needs_shipping for line in lines.values()):
        order.delivered_at = order.confirmed_at
    facts: list[Fact] = [OrderConfirmed(order_id=order.pk)]
    if is_fully_shipped(lines.values()):
        facts.append(FullyShipped(order_id=order.pk))
    save_order(
        order, list(lines.values()), fields=["state", "confirmed_at", "delivered_at"], facts=facts, actor=actor,
        changes=changes,
    )  # fmt: skip
    return order


@service
def confirm_when_ready(*, order_id: int, actor: Actor = SYSTEM) -> bool:
    """Confirm a placed order if nothing blocks it any more; tells whether it was confirmed now."""
    order = lock_order(order_id)
    if order.state != OrderState.PLACED:
        return False
    lock_lines(order)
    if blockers_of(order, "confirm"):
        return False
    confirm_order(order_id=order_id, actor=actor)
    return True
