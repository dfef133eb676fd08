"""A warehouse refuses an order's goods: they are sought elsewhere, never there again."""

from collections.abc import Mapping

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import Fact, Publication, publish_many
from core.service import service
from inventory.events import StockReceived
from inventory.models import StockLevel
from orders.events import PromiseSlipped, UnitsResourced
from orders.intake.reference import reference
from orders.locks import allocations_for_update, backorders_for_update, levels_for_update, lock_lines, lock_order
from orders.models import Allocation, Backorder, Order, OrderLine, PromiseCause
from orders.selectors.rejections import rejected_warehouses
from orders.services.rewishing import cover_existing
from orders.services.saving import quantities_of, quantity_changes, save_lines, save_order
from orders.services.slipping import latest_promise
from orders.services.wishes import Occasion


@service
def resource_order(*, order_id: int, warehouse_id: int, actor: Actor, reason: str) -> Order:
    """The order without a claim on what ``warehouse_id`` has not been given to do; other buildings were asked.

    Allocated units that are not released and units that wait in its queue are sought anew, at no
    building that ever refused the order. Goods without tracked stock lie in no building's books: the
    refusal is kept, and the floor's work for them opens elsewhere. Raises NotPermitted, InvalidInput without a reason,
    MoveRefused when nothing can move or nobody is left to ask, and NotEnoughStock when the
    channel takes no backorders.
    """
    if not reason.strip():
        raise InvalidInput("Say why the warehouse cannot do it.", field="reason")
    order = lock_order(order_id)
    ensure_may(actor, "orders.release_order")
    lines = lock_lines(order)
    refused = rejected_warehouses(order_id) | {warehouse_id}
    _ensure_somebody_is_left(order, refused)
    before = {pk: quantities_of(line) for pk, line in lines.items()}
    promised = {pk: line.promise_on for pk, line in lines.items()}
    _let_go(lines, warehouse_id, actor)
    occasion = Occasion(PromiseCause.RESOURCED, rejected_warehouse_id=warehouse_id, keeps_later=True)
    unplaced = OrderLine.objects.filter(order=order, unplaced__gt=0).select_related("sku", "kit")
    cover_existing(order, unplaced, timezone.now(), not_from=refused, occasion=occasion)

    was = order.told_as
    order = lock_order(order_id)  # the allocation wrote its summary and promise
    order.told_as = was
    lines = lock_lines(order)
    order.promised_on = latest_promise(lines.values())
    facts: list[Fact] = [UnitsResourced(order_id=order.pk, warehouse_id=warehouse_id)]
    facts += [
        PromiseSlipped(order_id=order.pk, line_id=pk) for pk, line in lines.items() if line.promise_on != promised[pk]
    ]
    changes = {name: pair for pk, line in lines.items() for name, pair in quantity_changes(line, before[pk]).items()}
    save_order(
        order, list(lines.values()), fields=["promised_on"], facts=facts, actor=actor, changes=changes, note=reason
    )
    return order


def _ensure_somebody_is_left(order: Order, refused: set[int]) -> None:
    if order.pickup_warehouse_id is not None:
        why = "the customer collects it at this building's counter."
        fix = "Transfer goods here, or cancel it and take it anew to be sent."
        raise MoveRefused("resource", [Blocker("collected_here", why, fix=fix)])
    if all(house.pk in refused for house in reference().warehouses_for(order.channel)):
        why = "every other warehouse refused it as well, or there is none."
        raise MoveRefused("resource", [Blocker("nobody_left", why, fix="Cancel the units, or talk to the floor.")])


def _let_go(lines: Mapping[int, OrderLine], warehouse_id: int, actor: Actor) -> None:
    """Units the warehouse has for the lines become unplaced; every level of their SKUs is locked, by key."""
    skus = {line.sku_id for line in lines.values()}
    levels = levels_for_update(StockLevel.objects.filter(sku_id__in=skus).values_list("pk", flat=True))
    here = {pk for pk, level in levels.items() if level.warehouse_id == warehouse_id}
    allocations = [one for one in allocations_for_update(lines) if one.level_id in here]
    backorders = [one for one in backorders_for_update(lines) if one.level_id in here]
    touched: set[int] = set()
    for claim in allocations:
        units = claim.quantity - claim.released
        claim.quantity -= units
        _move(lines[claim.line_id], levels[claim.level_id], "allocated", units, touched)
    for owed in backorders:
        units, owed.quantity = owed.quantity, 0
        _move(lines[owed.line_id], levels[owed.level_id], "backordered", units, touched)
    unbooked = [_seek_untracked(line) for line in lines.values()]
    if not touched and not any(unbooked):
        why = "it has no unreleased units of the order."
        raise MoveRefused("resource", [Blocker("nothing_there", why, fix="Take the work back from the floor first.")])
    Allocation.objects.bulk_update(allocations, ["quantity"])
    Backorder.objects.bulk_update(backorders, ["quantity"])
    changed = [levels[pk] for pk in sorted(touched)]
    StockLevel.objects.bulk_update(changed, ["allocated", "backordered", "shortfall", "shortfall_since"])
    save_lines(lines.values())
    publish_many(Publication(fact=StockReceived(level_id=one.pk), actor=SYSTEM) for one in changed if one.backordered)


def _seek_untracked(line: OrderLine) -> int:
    """Unreleased units of goods without tracked stock become unplaced, too; tells how many."""
    if line.track_stock or not line.needs_shipping:
        return 0
    units: int = line.allocated - line.released
    line.allocated -= units
    line.unplaced += units
    return units


def _move(line: OrderLine, level: StockLevel, counter: str, units: int, touched: set[int]) -> None:
    if units == 0:
        return
    setattr(line, counter, getattr(line, counter) - units)
    line.unplaced += units
    setattr(level, counter, getattr(level, counter) - units)
    level.shortfall = max(0, level.allocated + level.unavailable - level.on_hand)
    level.shortfall_since = level.shortfall_since if level.shortfall else None
    touched.add(level.pk)
