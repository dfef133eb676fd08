"""The floor follows the order."""

from core.effects import effect_task
from fulfillment.services.opening import open_fulfillment as open_or_reduce


@effect_task(queue="default")
def open_fulfillment(*, order_id: int) -> None:
    """Open or extend the work of every warehouse that has goods for the order."""
    open_or_reduce(order_id)


@effect_task(queue="default")
def follow_cancel(*, order_id: int) -> None:
    """Take out of the floor's work what the order no longer wants."""
    open_or_reduce(order_id)
