"""Seek units again for a locked line that lost its source: other buildings first, then the queue."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q
from django.utils import timezone

from core.actors import SYSTEM
from inventory.models import StockLevel
from inventory.services.adjusting import settle_shortfall
from inventory.services.expiring import free_expired
from orders.locks import levels_for_update
from orders.models import Allocation, Backorder, OrderLine
from orders.selectors.rejections import rejected_warehouses
from orders.services.promising import backorder_promise, supplies_expected


@dataclass(frozen=True, slots=True)
class Sought:
    """What was found elsewhere, what is owed now, and the promise that follows from owing."""

    allocated: int
    backordered: int
    promise_on: date | None


def lock_levels_of_sku(home_id: int) -> dict[int, StockLevel]:
    """The level and those of the same SKU that may help it out, locked by key before any one of them is touched.

    Reservations past their time are freed: they stand in nobody's way. Only active buildings help,
    and practice stays among itself.
    """
    home = StockLevel.objects.select_related("warehouse").get(pk=home_id)
    helping = Q(warehouse__is_active=True, warehouse__is_practice=home.warehouse.is_practice)
    wanted = StockLevel.objects.filter(Q(pk=home_id) | helping, sku_id=home.sku_id)
    levels = levels_for_update(wanted.values_list("pk", flat=True))
    for level_id, units in free_expired(levels, now=timezone.now()).items():
        levels[level_id].reserved -= units
    return levels


def forgo(*, level_id: int, units: int) -> None:
    """Claims on units that the level's books have lost already fall; the caller holds its lock."""
    StockLevel.objects.filter(pk=level_id).update(allocated=F("allocated") - units, shortfall=F("shortfall") - units)
    settle_shortfall(level_id=level_id, actor=SYSTEM)


def seek_again(line: OrderLine, *, level_id: int, quantity: int, now: datetime) -> Sought:
    """Move ``quantity`` units of the line from ``unplaced`` to other levels or to the queue of ``level_id``.

    The line's allocation on ``level_id`` falls by as much; that level's counters are already
    corrected by the caller. Locks the levels by key.
    """
    levels = lock_levels_of_sku(level_id)
    _lower_allocation(line, level_id, quantity)
    rest = quantity
    home = levels[level_id]
    refused = rejected_warehouses(line.order_id)
    others = [
        level
        for _, level in sorted(levels.items())
        # What is collected at a counter waits there: another building's goods would be of no use.
        if level.pk != level_id and level.warehouse_id not in refused and line.order.pickup_warehouse_id is None
    ]
    for level in others:
        units = min(rest, max(0, level.available))
        if units:
            _allocate(line, level, units)
            rest -= units
    if rest:
        _owe(line, home, rest)
    line.unplaced -= quantity
    line.allocated += quantity - rest
    line.backordered += rest
    promise = None
    if rest:
        expected = supplies_expected([line.sku_id])
        promise = backorder_promise(line.order, line, home, position=home.backordered, expected=expected, now=now)
    return Sought(quantity - rest, rest, promise)


def _lower_allocation(line: OrderLine, level_id: int, quantity: int) -> None:
    allocation = Allocation.objects.select_for_update(no_key=True).get(line=line, level_id=level_id)
    allocation.quantity -= quantity
    allocation.save(update_fields=["quantity"])


def _allocate(line: OrderLine, level: StockLevel, units: int) -> None:
    claim, _ = Allocation.objects.get_or_create(line=line, level=level, defaults={"quantity": 0})
    claim.quantity += units
    claim.save(update_fields=["quantity"])
    level.allocated += units
    level.save(update_fields=["allocated"])


def _owe(line: OrderLine, level: StockLevel, units: int) -> None:
    claim, _ = Backorder.objects.get_or_create(line=line, level=level, defaults={"quantity": 0})
    claim.quantity += units
    claim.save(update_fields=["quantity"])
    level.backordered += units
    level.save(update_fields=["backordered"])
