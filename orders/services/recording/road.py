"""What happened on the road: parcels left, arrived, were lost."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from core.actors import Actor
from core.events import Fact
from core.selectors.packed import was_told
from core.service import service
from inventory.services.shipping import Shipped, ship_many
from orders.events import FullyShipped, ParcelDelivered, ParcelDispatched, ParcelFound, ParcelLost
from orders.locks import levels_for_update, lock_lines, lock_order
from orders.models import Order, OrderLine
from orders.services.canceling import is_fully_shipped
from orders.services.recording.places import SHIPPED, Place, move_claims
from orders.services.recording.units import change_units, save_units


@dataclass(frozen=True, slots=True)
class DispatchedUnit:
    """Units of a line that left from one level; no level for goods whose stock is not tracked."""

    line_id: int
    level_id: int | None
    quantity: int


@service
def record_dispatch(
    *, order_id: int, parcel_id: int, units: Sequence[DispatchedUnit], actor: Actor, now: datetime | None = None
) -> Order:
    """A parcel was handed over: its units are shipped, leave the stock, and their claims fall.

    The same parcel twice is once. Raises NotEnoughUnits when fewer units are packed.
    """
    order, left_at = lock_order(order_id), now or timezone.now()
    if was_told(order_id, ParcelDispatched.name, parcel_id=parcel_id):
        return order
    lines = lock_lines(order)
    by_line: dict[int, int] = defaultdict(int)
    by_level: dict[int, int] = defaultdict(int)
    for unit in units:
        by_line[unit.line_id] += unit.quantity
        if unit.level_id is not None:
            by_level[unit.level_id] += unit.quantity
    changes = change_units(lines, by_line, _ship)
    _lower_claims(units, by_level, order, actor)
    facts: list[Fact] = [ParcelDispatched(order_id=order.pk, parcel_id=parcel_id)]
    if is_fully_shipped(lines.values()):
        facts.append(FullyShipped(order_id=order.pk))
    order.last_shipped_at = max(order.last_shipped_at or left_at, left_at)
    save_units(order, lines, by_line, facts=facts, actor=actor, changes=changes, fields=["last_shipped_at"])
    return order


def _ship(line: OrderLine, count: int) -> None:
    line.packed -= count
    line.picked -= count
    line.released -= count
    line.allocated -= count
    line.shipped += count


def _lower_claims(units: Sequence[DispatchedUnit], by_level: Mapping[int, int], order: Order, actor: Actor) -> None:
    if not by_level:
        return
    levels_for_update(by_level)
    shipped = [Shipped(level_id, count, -count) for level_id, count in sorted(by_level.items())]
    ship_many(shipped=shipped, cause_kind="order", cause_reference=order.number, actor=actor)
    claimed: dict[Place, int] = defaultdict(int)
    for unit in units:
        claimed[unit.line_id, unit.level_id] += unit.quantity
    move_claims(claimed, SHIPPED)


@service
def record_delivery(
    *, order_id: int, parcel_id: int, units: Mapping[int, int], actor: Actor, now: datetime | None = None
) -> Order:
    """A parcel arrived. The same parcel twice is once; a late word after “lost” corrects it."""
    order = lock_order(order_id)
    if was_told(order_id, ParcelDelivered.name, parcel_id=parcel_id):
        return order
    was_lost = was_told(order_id, ParcelLost.name, parcel_id=parcel_id)
    lines = lock_lines(order)

    def arrive(line: OrderLine, count: int) -> None:
        line.delivered += count
        line.lost -= count if was_lost else 0

    changes = change_units(lines, units, arrive)
    arrived_at = now or timezone.now()
    for line_id in units:
        lines[line_id].delivered_at = arrived_at
    if all(line.delivered + line.lost == line.shipped for line in lines.values()):
        order.delivered_at = arrived_at
    fact = ParcelDelivered(order_id=order.pk, parcel_id=parcel_id)
    save_units(order, lines, units, facts=[fact], actor=actor, changes=changes, fields=["delivered_at"])
    return order


@service
def record_lost(*, order_id: int, parcel_id: int, units: Mapping[int, int], actor: Actor, note: str = "") -> Order:
    """A parcel will not arrive. Once per parcel."""
    order = lock_order(order_id)
    if was_told(order_id, ParcelLost.name, parcel_id=parcel_id):
        return order
    lines = lock_lines(order)

    def lose(line: OrderLine, count: int) -> None:
        line.lost += count

    changes = change_units(lines, units, lose)
    fact = ParcelLost(order_id=order.pk, parcel_id=parcel_id)
    save_units(order, lines, units, facts=[fact], actor=actor, changes=changes, note=note)
    return order


@service
def record_found(*, order_id: int, parcel_id: int, units: Mapping[int, int], actor: Actor, note: str = "") -> Order:
    """A parcel that was lost is back with us: its units are lost no longer. Once, and nothing for one never lost.

    What becomes of the goods is told by their return.
    """
    order = lock_order(order_id)
    was_lost = was_told(order_id, ParcelLost.name, parcel_id=parcel_id)
    if not was_lost or was_told(order_id, ParcelFound.name, parcel_id=parcel_id):
        return order
    lines = lock_lines(order)

    def find(line: OrderLine, count: int) -> None:
        line.lost -= count

    changes = change_units(lines, units, find)
    fact = ParcelFound(order_id=order.pk, parcel_id=parcel_id)
    save_units(order, lines, units, facts=[fact], actor=actor, changes=changes, note=note)
    return order
