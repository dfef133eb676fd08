"""Units that come back."""

from collections.abc import Mapping

from core.actors import Actor
from core.service import service
from orders.events import ReturnReceived, ReturnRequested, ReturnWithdrawn
from orders.locks import lock_lines, lock_order
from orders.models import Order, OrderLine
from orders.services.recording.units import change_units, save_units


@service
def record_return_requested(*, order_id: int, units: Mapping[int, int], actor: Actor) -> Order:
    """Units are asked to come back. Raises NotEnoughUnits beyond what shipped and did not return."""
    order = lock_order(order_id)
    lines = lock_lines(order)

    def change(line: OrderLine, count: int) -> None:
        line.return_requested += count

    changes = change_units(lines, units, change)
    save_units(order, lines, units, facts=[ReturnRequested(order_id=order.pk)], actor=actor, changes=changes)
    return order


@service
def record_return_withdrawn(*, order_id: int, units: Mapping[int, int], actor: Actor, note: str = "") -> Order:
    """Units that were to come back will not. Raises NotEnoughUnits beyond what was asked for."""
    order = lock_order(order_id)
    lines = lock_lines(order)

    def change(line: OrderLine, count: int) -> None:
        line.return_requested -= count

    changes = change_units(lines, units, change)
    fact = ReturnWithdrawn(order_id=order.pk)
    save_units(order, lines, units, facts=[fact], actor=actor, changes=changes, note=note)
    return order


@service
def record_return_received(*, order_id: int, units: Mapping[int, int], was_requested: bool, actor: Actor) -> Order:
    """Units came back; asked for before, or blind at the dock. Raises NotEnoughUnits beyond what shipped."""
    order = lock_order(order_id)
    lines = lock_lines(order)

    def change(line: OrderLine, count: int) -> None:
        line.returned += count
        line.return_requested -= count if was_requested else 0

    changes = change_units(lines, units, change)
    save_units(order, lines, units, facts=[ReturnReceived(order_id=order.pk)], actor=actor, changes=changes)
    return order
