"""Count a bin: the books follow what was found, by one person or, when it differs much, by two."""

from collections.abc import Mapping

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput, MoveRefused
from core.fsm import blockers_of, perform
from core.numbers import next_number
from core.service import service
from inventory.errors import SameCounter
from inventory.locks import levels_for_update, lock_count
from inventory.models import BinStock, CountState, CycleCount, CycleCountLine, Location, MovementKind, StockLevel
from inventory.services.finding import change_at
from inventory.services.ledger import Cause, Entry, change_levels, sum_changes, write_entries
from inventory.services.opening import open_levels
from inventory.services.receiving import tell_received
from inventory.services.taking import SET_ASIDE

# SKU key and lot.
Goods = tuple[int, str]


@service
def start_count(*, location_id: int, actor: Actor) -> CycleCount:
    """An open count of the bin, with a line for everything the books have there.

    Raises NotPermitted, and InvalidInput while another count of the bin is under way.
    """
    ensure_may(actor, "inventory.count_stock")
    location = Location.objects.select_for_update(no_key=True).get(pk=location_id)
    if location.counts.filter(state__in=[CountState.OPEN, CountState.TO_APPROVE]).exists():
        raise InvalidInput(f"{location.code} is being counted already. Finish or cancel that count.", field="location")
    count = CycleCount.objects.create(number=next_number("count"), location=location)
    CycleCountLine.objects.bulk_create(
        CycleCountLine(count=count, sku_id=stock.sku_id, lot=stock.lot, expected=stock.quantity)
        for stock in location.stock.filter(quantity__gt=0).order_by("sku_id", "lot")
    )
    return count


@service
def enter_count(
    *, cyclecount_id: int, counted: Mapping[int, int], also_found: Mapping[Goods, int] | None = None, actor: Actor
) -> CycleCount:
    """The count with what was found: recorded at once, or waiting for a second person.

    ``counted`` gives every line's units by its key; ``also_found`` what the books did not have there.
    A difference is measured against the books of this moment, so units that move until it is
    approved stay right. Raises NotPermitted, MoveRefused, and InvalidInput when a line was not counted.
    """
    count = lock_count(cyclecount_id)
    ensure_may(actor, "inventory.count_stock")
    if reasons := blockers_of(count, "record"):
        raise MoveRefused("enter_count", reasons)
    lines = _lines(count, counted, also_found or {})
    levels = _lock_levels(count, lines)
    held = {(stock.sku_id, stock.lot): stock.quantity for stock in BinStock.objects.filter(location=count.location)}
    for line in lines:
        line.expected = held.get((line.sku_id, line.lot), 0)
    CycleCountLine.objects.bulk_update(lines, ["expected", "counted"])
    largest = max((abs(line.variance) for line in lines), default=0)
    move = "ask" if largest > count.location.warehouse.count_variance_limit else "record"
    perform(count, move, actor=actor, now=timezone.now(), by=actor.label)
    count.save(update_fields=["state", "counted_at", "counted_by", "decided_at"])
    if count.state == CountState.RECORDED:
        _record(count, lines, levels, actor=actor)
    return count


@service
def approve_count(*, cyclecount_id: int, actor: Actor) -> CycleCount:
    """The count, agreed to by somebody who did not count; the books follow.

    Raises NotPermitted, MoveRefused, SameCounter, and NotEnoughUnits when the units that are to
    vanish have left the bin meanwhile: count again.
    """
    count = lock_count(cyclecount_id)
    perform(count, "approve", actor=actor, now=timezone.now(), by=actor.label)
    if actor.label == count.counted_by:
        raise SameCounter("You counted this bin yourself. Let somebody else approve it, or count again.")
    count.save(update_fields=["state", "decided_at", "decided_by"])
    lines = list(count.lines.order_by("pk"))
    _record(count, lines, _lock_levels(count, lines), actor=actor)
    return count


@service
def recount(*, cyclecount_id: int, actor: Actor, reason: str = "") -> CycleCount:
    """The count, open again; nothing was recorded. Raises NotPermitted and MoveRefused."""
    count = lock_count(cyclecount_id)
    perform(count, "recount", actor=actor)
    count.note = reason[:200]
    count.save(update_fields=["state", "note"])
    return count


@service
def cancel_count(*, cyclecount_id: int, actor: Actor, reason: str = "") -> CycleCount:
    """The count, called off; nothing is recorded. Raises NotPermitted and MoveRefused."""
    count = lock_count(cyclecount_id)
    perform(count, "cancel", actor=actor, now=timezone.now(), by=actor.label)
    count.note = reason[:200]
    count.save(update_fields=["state", "decided_at", "decided_by", "note"])
    return count


def _lines(count: CycleCount, counted: Mapping[int, int], also_found: Mapping[Goods, int]) -> list[CycleCountLine]:
    """All lines with what was counted, new ones for goods nobody expected."""
    lines = {line.pk: line for line in count.lines.select_related("sku").order_by("pk")}
    if unknown := counted.keys() - lines.keys():
        raise InvalidInput(f"Count {count.number} has no line with key {min(unknown)}.", field="counted")
    if min([*counted.values(), *also_found.values()], default=0) < 0:
        raise InvalidInput("A count cannot be negative.", field="counted")
    if missing := lines.keys() - counted.keys():
        raise InvalidInput(f"Count {lines[min(missing)].sku.code} as well; 0 if there is none.", field="counted")
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
