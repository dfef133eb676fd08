"""Count a bin: the books follow what was found, by one person or, when it differs much, by two."""

from collections.abc import Mapping

from django.db.models.functions import Now
from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput, MoveRefused
from core.fsm import blockers_of, perform
from core.numbers import next_number
from core.service import service
from inventory.errors import SameCounter
from inventory.locks import levels_for_update, lock_count, lock_place
from inventory.models import BinStock, CountState, CycleCount, CycleCountLine, MovementKind, StockLevel
from inventory.services.finding import change_at
from inventory.services.ledger import Cause, Entry, change_levels, sum_changes, write_entries
from inventory.services.opening import open_levels
from inventory.services.receiving import tell_received
from inventory.services.taking import SET_ASIDE

# SKU key and lot.
Goods = tuple[int, str]
_DECIDED = ["state", "counted_at", "counted_by", "decided_at", "decided_by", "second_by", "begun_at", "begun_by"]


@service
def start_count(*, location_id: int, actor: Actor) -> CycleCount:
    """An open count of the bin, with a line for everything the books have there.

    Raises NotPermitted, and InvalidInput while another count of the bin is under way.
    """
    ensure_may(actor, "inventory.count_stock")
    location = lock_place(location_id)
    if count_under_way(location_id) is not None:
        raise InvalidInput(f"{location.code} is being counted already. Finish or cancel that count.", field="location")
    count = CycleCount.objects.create(number=next_number("count"), location=location)
    CycleCountLine.objects.bulk_create(
        CycleCountLine(count=count, sku_id=stock.sku_id, lot=stock.lot, expected=stock.quantity)
        for stock in location.stock.filter(quantity__gt=0).order_by("sku_id", "lot")
    )
    return count


def count_under_way(location_id: int) -> CycleCount | None:
    """The bin's count that is open or waits; the place stays locked, so that whoever finds none starts the only one.

    Raises LocationNotFound.
    """
    lock_place(location_id)
    return CycleCount.objects.filter(location=location_id, state__in=[CountState.OPEN, CountState.TO_APPROVE]).first()


@service
def begin_count(*, location_id: int, actor: Actor) -> CycleCount:
    """The bin's count, begun by somebody who stands before it: what moves there from now on makes it worthless.

    A count that waits for a second person is counted by another than the first. Raises NotPermitted, SameCounter.
    """
    ensure_may(actor, "inventory.count_stock")
    found = count_under_way(location_id)
    count = lock_count(found.pk if found else start_count(location_id=location_id, actor=actor).pk)
    _ensure_another(count, actor)
    CycleCount.objects.filter(pk=count.pk).update(begun_at=Now(), begun_by=actor.label)
    count.refresh_from_db(fields=["begun_at", "begun_by"])
    return count


@service
def enter_count(
    *,
    cyclecount_id: int,
    counted: Mapping[int, int],
    also_found: Mapping[Goods, int] | None = None,
    in_hands: Mapping[Goods, int] | None = None,
    actor: Actor,
) -> CycleCount:
    """The count with what was found: recorded at once, or waiting for a second person.

    ``counted`` gives every line's units by its key; ``also_found`` what the books did not have there;
    ``in_hands`` units that the books still have there although they lie in a picker's tote.
    A difference is measured against the books of this moment, so units that move until it is
    approved stay right. What waits is counted a second time by another person: recorded when it differs little
    or when a lead counted, else it waits on. Raises NotPermitted, MoveRefused, SameCounter, and InvalidInput when a
    line was not counted.
    """
    count = lock_count(cyclecount_id)
    ensure_may(actor, "inventory.count_stock")
    is_second = count.state == CountState.TO_APPROVE
    if not is_second and (reasons := blockers_of(count, "record")):
        raise MoveRefused("enter_count", reasons)
    _ensure_another(count, actor)
    lines = _lines(count, counted, also_found or {}, is_second=is_second)
    levels = _lock_levels(count, lines)
    held = {(stock.sku_id, stock.lot): stock.quantity for stock in BinStock.objects.filter(location=count.location)}
    for line in lines:
        goods = (line.sku_id, line.lot)
        line.expected = max(0, held.get(goods, 0) - (in_hands or {}).get(goods, 0))
    CycleCountLine.objects.bulk_update(lines, ["expected", "counted", "first_counted"])
    _decide(count, lines, is_second=is_second, actor=actor)
    count.begun_at, count.begun_by = None, ""
    count.save(update_fields=_DECIDED)
    if count.state == CountState.RECORDED:
        _record(count, lines, levels, actor=actor)
    return count


def _ensure_another(count: CycleCount, actor: Actor) -> None:
    """Raises SameCounter for who counted what waits for a second person."""
    if count.state == CountState.TO_APPROVE and actor.label in (count.counted_by, count.second_by):
        raise SameCounter(
            f"You counted {count.location.code} yourself. Somebody else counts it now, without your figures."
        )


def _decide(count: CycleCount, lines: list[CycleCountLine], *, is_second: bool, actor: Actor) -> None:
    """Recorded, or waiting for a second person, by the largest difference and by who counted."""
    now, limit = timezone.now(), count.location.warehouse.count_variance_limit
    differs_much = max((abs(line.variance) for line in lines), default=0) > limit
    if not is_second:
        perform(count, "ask" if differs_much else "record", actor=actor, now=now, by=actor.label)
        return
    count.second_by = actor.label
    if not differs_much:
        perform(count, "settle", actor=actor, now=now, by=actor.label)
    elif actor.may("inventory.approve_count"):
        perform(count, "approve", actor=actor, now=now, by=actor.label)


@service
def approve_count(*, cyclecount_id: int, actor: Actor) -> CycleCount:
    """The count, agreed to by somebody who did not count; the books follow.

    Raises NotPermitted, MoveRefused, SameCounter, and NotEnoughUnits when the units that are to
    vanish have left the bin meanwhile: count again.
    """
    count = lock_count(cyclecount_id)
    perform(count, "approve", actor=actor, now=timezone.now(), by=actor.label)
    if actor.label in (count.counted_by, count.second_by):
        raise SameCounter("You counted this bin yourself. Let somebody else approve it, or count again.")
    count.save(update_fields=["state", "decided_at", "decided_by"])
    lines = list(count.lines.order_by("pk"))
    _record(count, lines, _lock_levels(count, lines), actor=actor)
    return count


@service
def recount(*, cyclecount_id: int, actor: Actor, reason: str = "") -> CycleCount:
    """The count, open again as if nobody had counted; nothing was recorded. Raises NotPermitted and MoveRefused.

    Whoever counted before may count now: the first count of a fresh start needs no other pair of eyes.
    """
    count = lock_count(cyclecount_id)
    perform(count, "recount", actor=actor)
    count.note = reason[:200]
    count.save(update_fields=["state", "counted_at", "counted_by", "second_by", "begun_at", "begun_by", "note"])
    count.lines.update(counted=None, first_counted=None)
    return count


@service
def cancel_count(*, cyclecount_id: int, actor: Actor, reason: str = "") -> CycleCount:
    """The count, called off; nothing is recorded. Raises NotPermitted and MoveRefused."""
    count = lock_count(cyclecount_id)
    perform(count, "cancel", actor=actor, now=timezone.now(), by=actor.label)
    count.note = reason[:200]
    count.save(update_fields=["state", "decided_at", "decided_by", "note"])
    return count


def _lines(
    count: CycleCount, counted: Mapping[int, int], also_found: Mapping[Goods, int], *, is_second: bool
) -> list[CycleCountLine]:
    """All lines with what was counted, new ones for goods nobody expected; a second count keeps the first one's."""
    lines = {line.pk: line for line in count.lines.select_related("sku").order_by("pk")}
    if unknown := counted.keys() - lines.keys():
        raise InvalidInput(f"Count {count.number} has no line with key {min(unknown)}.", field="counted")
    if min([*counted.values(), *also_found.values()], default=0) < 0:
        raise InvalidInput("A count cannot be negative.", field="counted")
    if missing := lines.keys() - counted.keys():
        raise InvalidInput(f"Count {lines[min(missing)].sku.code} as well; 0 if there is none.", field="counted")
    if is_second:
        for line in lines.values():
            line.first_counted = line.counted
    for line_id, units in counted.items():
        lines[line_id].counted = units
    known = {(line.sku_id, line.lot): line for line in lines.values()}
    for (sku_id, lot), units in also_found.items():
        line = known.get((sku_id, lot)) or CycleCountLine.objects.create(count=count, sku_id=sku_id, lot=lot)
        line.counted = units
        lines[line.pk] = line
    return list(lines.values())


def _lock_levels(count: CycleCount, lines: list[CycleCountLine]) -> dict[int, StockLevel]:
    """The levels of everything counted, by SKU, locked in order of key."""
    keys = open_levels((line.sku_id, count.location.warehouse_id) for line in lines)
    levels = levels_for_update(keys.values())
    return {sku_id: levels[key] for (sku_id, _), key in keys.items()}


def _record(count: CycleCount, lines: list[CycleCountLine], levels: Mapping[int, StockLevel], *, actor: Actor) -> None:
    """The books follow: movements, bins, levels; shortfalls are told, found goods go to who waits."""
    different = [line for line in lines if line.variance]
    place = count.location
    entries = [Entry(levels[line.sku_id], place.pk, line.lot, MovementKind.COUNT, line.variance) for line in different]
    write_entries(entries, cause=Cause("count", count.number), actor=actor)
    by_key = {level.pk: level for level in levels.values()}
    changes = sum_changes((e.level.pk, change_at(place, e.level, e.quantity)) for e in entries)
    change_levels(by_key, changes, actor=actor)
    if place.kind not in SET_ASIDE:
        tell_received({key: by_key[key] for key, change in changes.items() if change.on_hand > 0}, actor=actor)
