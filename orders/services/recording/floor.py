"""What the floor did: released, picked, packed, and found short."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.events import Fact
from core.fsm import blockers_of
from core.service import service
from orders.events import OrderProcessing, UnitsPacked, UnitsPicked, UnitsReleased, UnitsTakenBack
from orders.lifecycle import funds_are_secured, holds_of, no_hold_blocks_release, risk_was_checked
from orders.locks import lock_lines, lock_order
from orders.models import Order, OrderLine
from orders.services.recording.places import PICKED, RELEASED, UNPICKED, UNRELEASED, Place, Step, by_line, move_claims
from orders.services.recording.units import change_units, save_units
from orders.services.saving import move_order
from orders.statuses import OrderState


@service
def record_release(*, order_id: int, units: Mapping[Place, int], actor: Actor, now: datetime | None = None) -> Order:
    """Units, by line and level, were given to the floor; the first time this moves the order to processing.

    Raises NotPermitted, MoveRefused with the reasons (hold, funds, nothing allocated), NotEnoughUnits.
    """
    order = lock_order(order_id)
    lines = lock_lines(order)
    facts: list[Fact] = [UnitsReleased(order_id=order.pk)]
    changes = {}
    fields: list[str] = []
    if order.state == OrderState.CONFIRMED:
        changes = move_order(order, "release", actor=actor, now=now or timezone.now())
        facts.insert(0, OrderProcessing(order_id=order.pk))
        fields = ["state", "processing_at"]
    else:
        ensure_may(actor, "orders.release_order")
        _ensure_later_release(order)
    if held := _held_among(order, by_line(units)):
        raise MoveRefused("release", held)
    changes |= change_units(lines, by_line(units), _release)
    move_claims(units, RELEASED)
    save_units(order, lines, by_line(units), facts=facts, actor=actor, changes=changes, fields=fields)
    return order


def _ensure_later_release(order: Order) -> None:
    """Later releases move no state but ask the same questions."""
    if order.state != OrderState.PROCESSING:
        raise MoveRefused("release", blockers_of(order, "release"))
    guards = (risk_was_checked, no_hold_blocks_release, funds_are_secured)
    reasons: list[Blocker] = [blocker for one in guards for blocker in one.find(order)]
    if reasons:
        raise MoveRefused("release", reasons)


def _held_among(order: Order, line_ids: Iterable[int]) -> list[Blocker]:
    """Why some of the lines must not be given out, whatever the others may."""
    holds = holds_of(order, "release")
    return [blocker for line_id in line_ids for blocker in holds.get(line_id, ())]


def _release(line: OrderLine, count: int) -> None:
    line.released += count


@service
def record_unrelease(*, order_id: int, units: Mapping[Place, int], actor: Actor, reason: str = "") -> Order:
    """Released units that nobody picked went back to the pool."""

    def change(line: OrderLine, count: int) -> None:
        line.released -= count

    fact = UnitsTakenBack(order_id=order_id)
    return _record_places(order_id, units, change, UNRELEASED, fact, actor=actor, note=reason)


@service
def record_picked(*, order_id: int, units: Mapping[Place, int], actor: Actor) -> Order:
    """Units lie in a tote. Raises NotEnoughUnits when fewer are released."""

    def change(line: OrderLine, count: int) -> None:
        line.picked += count

    return _record_places(order_id, units, change, PICKED, UnitsPicked(order_id=order_id), actor=actor)


@service
def record_unpicked(*, order_id: int, units: Mapping[Place, int], actor: Actor, reason: str = "") -> Order:
    """Picked units were put back on the shelf; they stay released."""

    def change(line: OrderLine, count: int) -> None:
        line.picked -= count

    fact = UnitsTakenBack(order_id=order_id)
    return _record_places(order_id, units, change, UNPICKED, fact, actor=actor, note=reason)


@service
def record_packed(*, order_id: int, units: Mapping[int, int], actor: Actor) -> Order:
    """Units lie in a parcel. Raises NotEnoughUnits when fewer are picked."""

    def change(line: OrderLine, count: int) -> None:
        line.packed += count

    return _record(order_id, units, change, UnitsPacked(order_id=order_id), actor=actor)


@service
def record_unpacked(*, order_id: int, units: Mapping[int, int], actor: Actor, reason: str = "") -> Order:
    """A parcel was opened again; its units are picked but not packed."""

    def change(line: OrderLine, count: int) -> None:
        line.packed -= count

    return _record(order_id, units, change, UnitsTakenBack(order_id=order_id), actor=actor, note=reason)


def _record_places(
    order_id: int,
    units: Mapping[Place, int],
    change: Callable[[OrderLine, int], None],
    step: Step,
    fact: Fact,
    *,
    actor: Actor,
    note: str = "",
) -> Order:
    order = _record(order_id, by_line(units), change, fact, actor=actor, note=note)
    move_claims(units, step)
    return order


def _record(
    order_id: int,
    units: Mapping[int, int],
    change: Callable[[OrderLine, int], None],
    fact: Fact,
    *,
    actor: Actor,
    note: str = "",
) -> Order:
    order = lock_order(order_id)
    lines = lock_lines(order)
    changes = change_units(lines, units, change)
    save_units(order, lines, units, facts=[fact], actor=actor, changes=changes, note=note)
    return order
