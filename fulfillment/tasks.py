"""The floor follows the order."""

from contextlib import suppress

from core.actors import SYSTEM
from core.effects import effect_task
from core.errors import MoveRefused
from fulfillment.services.emptying import take_batch_back as empty_batch
from fulfillment.services.opening import open_fulfillment as open_or_reduce
from fulfillment.services.waves import release_planned_batch as release_planned


@effect_task(queue="default")
def open_fulfillment(*, order_id: int) -> None:
    """Open or extend the work of every warehouse that has goods for the order."""
    open_or_reduce(order_id)


@effect_task(queue="default")
def follow_cancel(*, order_id: int) -> None:
    """Take out of the floor's work what the order no longer wants."""
    open_or_reduce(order_id)


@effect_task(queue="default")
def release_planned_batch(*, batch_id: int) -> None:
    """One batch of a released wave goes to the floor; one that went already stays as it is."""
    release_planned(batch_id=batch_id, actor=SYSTEM)


@effect_task(queue="default")
def take_batch_back(*, batch_id: int) -> None:
    """A batch of a canceled wave leaves the floor, unless a picker has begun it meanwhile."""
    with suppress(MoveRefused):
        empty_batch(batch_id=batch_id, actor=SYSTEM, reason="The wave was canceled.")
