"""Goodwill from the order's page: within one's limits at once, above them by a second person."""

from collections.abc import Iterator
from decimal import Decimal

from core.actors import Actor
from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from orders.models import Order
from support.admin.forms import GoodwillForm
from support.admin.moves import preview_goodwill
from support.services.goodwill import RIGHT, Goodwill, give_goodwill


def only_paid(order: Order) -> Iterator[Blocker]:
    if not order.captured_amount:
        yield Blocker(NOT_NOW, "nothing was collected.")


def give_on_order(*, order_id: int, amount: Decimal, destination: str, key: str, reason: str, actor: Actor) -> Goodwill:
    """Goodwill for the order. Raises whatever giving it raises."""
    return give_goodwill(order_id=order_id, amount=amount, reason=reason, key=key, actor=actor, destination=destination)


GOODWILL_MOVES = {
    "goodwill": Move(
        service=give_on_order, label="Goodwill", icon="volunteer_activism", form=GoodwillForm, needs_reason=True,
        right=RIGHT, find_blockers=only_paid, told=lambda given: given.told, preview=preview_goodwill,
    )
}  # fmt: skip
