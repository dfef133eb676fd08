"""Goods came: serve those who wait for them, by promise, then by the time of the order."""

from django.db.models import F
from django.utils import timezone

from core.actors import SYSTEM
from core.service import service
from inventory.services.expiring import free_expired
from orders.events import BackorderFilled
from orders.locks import levels_for_update, lock_lines, lock_order
from orders.models import Allocation, Backorder, OrderLine
from orders.services.recording.units import change_units, save_units

ORDERS_PER_RUN = 50


def fill_backorders(*, level_id: int, limit: int = ORDERS_PER_RUN) -> int:
    """Give what the level has free to its queue, order by order; tells how many orders got some.

    Each order is one transaction under its own lock, so a crash loses nothing and two runs at
    once serve nobody twice.
    """
    waiting = (
        Backorder.objects.filter(level_id=level_id, quantity__gt=0, level__on_hand__gt=F("level__allocated"))
        .order_by(F("line__promise_on").asc(nulls_last=True), "line__order__placed_at", "line__order_id")
        .values_list("line__order_id", flat=True)
    )
    served = 0
    for order_id in list(dict.fromkeys(waiting))[:limit]:
        units = fill_order(order_id=order_id, level_id=level_id)
        if units == 0:
            break
        served += 1
    return served


@service
def fill_order(*, order_id: int, level_id: int) -> int:
    """Turn the order's backorders on the level into allocations as far as goods lie there; tells the units."""
    order = lock_order(order_id)
    lines = lock_lines(order)
    level = levels_for_update([level_id])[level_id]
    if level.reserved:
        level.reserved -= free_expired([level_id], now=timezone.now()).get(level_id, 0)
    # The queue's own claim does not stand in its way: backordered units are what is being filled.
    free = max(0, level.on_hand - level.unavailable - level.allocated - level.reserved)
    filled: dict[int, int] = {}
    claims = Backorder.objects.select_for_update(no_key=True).filter(
        line_id__in=lines, level_id=level_id, quantity__gt=0
    )
    for claim in claims.order_by("line__position"):
        units = min(free, claim.quantity)
        if units == 0:
            continue
        free -= units
        claim.quantity -= units
        claim.save(update_fields=["quantity"])
        given, _ = Allocation.objects.get_or_create(line_id=claim.line_id, level=level, defaults={"quantity": 0})
        given.quantity += units
        given.save(update_fields=["quantity"])
        filled[claim.line_id] = units
    total = sum(filled.values())
    if total == 0:
        return 0
    level.backordered -= total
    level.allocated += total
    level.save(update_fields=["backordered", "allocated"])

    def fill(line: OrderLine, count: int) -> None:
        line.backordered -= count
        line.allocated += count

    changes = change_units(lines, filled, fill)
    fact = BackorderFilled(order_id=order.pk)
    save_units(order, lines, filled, facts=[fact], actor=SYSTEM, changes=changes)
    return total
