"""Units that a customer claims."""

from collections.abc import Mapping

from core.actors import Actor
from core.service import service
from orders.events import UnitsClaimed, UnitsUnclaimed
from orders.locks import lock_lines, lock_order
from orders.models import Order, OrderLine
from orders.services.recording.units import change_units, save_units


@service
def record_claimed(*, order_id: int, units: Mapping[int, int], actor: Actor) -> Order:
    """Units are claimed and cannot be returned. Raises NotEnoughUnits beyond what shipped and does not come back."""
    order = lock_order(order_id)
    lines = lock_lines(order)

    def change(line: OrderLine, count: int) -> None:
        line.claimed += count

    changes = change_units(lines, units, change)
    save_units(order, lines, units, facts=[UnitsClaimed(order_id=order.pk)], actor=actor, changes=changes)
    return order


@service
def record_unclaimed(*, order_id: int, units: Mapping[int, int], actor: Actor) -> Order:
    """Claimed units for which nothing is done: they can be returned like any other. Raises NotEnoughUnits."""
    order = lock_order(order_id)
    lines = lock_lines(order)

    def change(line: OrderLine, count: int) -> None:
        line.claimed -= count

    changes = change_units(lines, units, change)
    save_units(order, lines, units, facts=[UnitsUnclaimed(order_id=order.pk)], actor=actor, changes=changes)
    return order
