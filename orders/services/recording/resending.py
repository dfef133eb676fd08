"""Units whose goods go out once more for nothing."""

from collections.abc import Mapping

from core.actors import Actor
from core.service import service
from orders.locks import lock_lines, lock_order
from orders.models import Order, OrderLine
from orders.remedy_events import UnitsNotSentAnew, UnitsSentAnew
from orders.services.recording.units import change_units, save_units


@service
def record_sent_anew(*, order_id: int, units: Mapping[int, int], actor: Actor) -> Order:
    """By line key, units that the customer gets once more: no money is owed for them.

    Counted before the goods are ordered, so that nobody pays for them in between. Raises NotEnoughUnits beyond what
    shipped and was not credited.
    """
    order = lock_order(order_id)
    lines = lock_lines(order)

    def change(line: OrderLine, count: int) -> None:
        line.sent_anew += count

    changes = change_units(lines, units, change)
    save_units(order, lines, units, facts=[UnitsSentAnew(order_id=order.pk)], actor=actor, changes=changes)
    return order


@service
def record_not_sent_anew(*, order_id: int, units: Mapping[int, int], actor: Actor) -> Order:
    """Their goods do not go out after all: the customer may have the money. Raises NotEnoughUnits."""
    order = lock_order(order_id)
    lines = lock_lines(order)

    def change(line: OrderLine, count: int) -> None:
        line.sent_anew -= count

    changes = change_units(lines, units, change)
    save_units(order, lines, units, facts=[UnitsNotSentAnew(order_id=order.pk)], actor=actor, changes=changes)
    return order
