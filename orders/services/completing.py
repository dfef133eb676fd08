"""The end of an order, by policy or by hand, and the way back."""

import logging

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, OmsError
from core.fsm import blockers_of
from core.service import service
from orders.ending import stays_open_until
from orders.events import OrderCompleted, OrderReopened
from orders.locks import lock_lines, lock_order
from orders.models import Order
from orders.services.saving import move_order, save_order
from orders.statuses import OrderState

logger = logging.getLogger(__name__)
REOPENED = ("completed_at", "processing_at", "reopened_at", "archived_at", "packed_away_at")


@service
def complete_order(*, order_id: int, actor: Actor, expected_version: int | None = None) -> Order:
    """Nothing is owed by anybody any more. Raises NotPermitted, StaleVersion, MoveRefused with the reasons."""
    order = lock_order(order_id, expected_version=expected_version)
    lines = lock_lines(order)
    changes = move_order(order, "complete", actor=actor, now=timezone.now())
    save_order(
        order, list(lines.values()), fields=["state", "completed_at"], facts=[OrderCompleted(order_id=order.pk)],
        actor=actor, changes=changes,
    )  # fmt: skip
    return order


@service
def complete_when_ready(*, order_id: int, actor: Actor = SYSTEM) -> bool:
    """Complete the order if nothing is open; tells whether it was completed now.

    A reopened one is left to people for the days its channel says.
    """
    order = lock_order(order_id)
    if order.state not in (OrderState.CONFIRMED, OrderState.PROCESSING):
        return False
    stays_open = stays_open_until(order)
    if stays_open is not None and stays_open > timezone.now():
        return False
    lock_lines(order)
    if blockers_of(order, "complete"):
        return False
    complete_order(order_id=order_id, actor=actor)
    return True


@service
def reopen_order(*, order_id: int, actor: Actor, reason: str, expected_version: int | None = None) -> Order:
    """Something was open after all. Raises NotPermitted, StaleVersion, MoveRefused, InvalidInput without a reason."""
    if not reason.strip():
        raise InvalidInput("Say why the order is reopened.", field="reason")
    order = lock_order(order_id, expected_version=expected_version)
    lines = lock_lines(order)
    was_archived = order.archived_at is not None
    changes = move_order(order, "reopen", actor=actor) | ({"archived": [True, False]} if was_archived else {})
    save_order(
        order, list(lines.values()), fields=["state", *REOPENED],
        facts=[OrderReopened(order_id=order.pk)], actor=actor, changes=changes, note=reason,
    )  # fmt: skip
    return order


@service
def complete_ripe(*, orders: QuerySet[Order], limit: int) -> dict[int, bool]:
    """At most ``limit`` of the orders found ripe, by key: whether each completed. One transaction.

    What somebody else holds is passed over and found by the next run, as is all of it when this one dies.
    """
    found = list(orders.select_for_update(of=("self",), no_key=True, skip_locked=True)[:limit])
    return {order.pk: _alone(order.pk) for order in found}


def _alone(order_id: int) -> bool:
    """One that fails keeps nobody else from completing."""
    try:
        with transaction.atomic():
            return complete_when_ready(order_id=order_id)
    except (OmsError, DatabaseError):
        logger.exception("Order %s does not complete", order_id)
        return False
