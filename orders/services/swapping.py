"""Give goods that lie for one order to another that waits for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from catalog.models import StockPolicy
from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import Fact
from core.service import service
from inventory.models import StockLevel, Warehouse
from orders.errors import NotEnoughUnits
from orders.events import AllocationSwapped
from orders.locks import levels_for_update, lock_lines, lock_order
from orders.models import Allocation, Backorder, Order, OrderLine, PromiseCause
from orders.services.promising import backorder_promise, no_preorder_before, ships_on, supplies_expected, transit_days
from orders.services.saving import quantities_of, quantity_changes, save_lines, save_order
from orders.services.slipping import latest_promise, move_promise
from orders.statuses import OrderState

SWAPPABLE = (OrderState.PLACED, OrderState.CONFIRMED, OrderState.PROCESSING)


@dataclass(slots=True)
class Side:
    """One of the two orders, locked, with its lines as they were."""

    order: Order
    lines: dict[int, OrderLine]
    line: OrderLine
    before: dict[str, int]


@service
def swap_allocation(
    *, from_line_id: int, to_line_id: int, level_id: int, quantity: int, actor: Actor, reason: str
) -> tuple[Order, Order]:
    """Giver and receiver after ``quantity`` unreleased units of the level changed hands.

    The giver's line waits for them in the level's queue, with a new promise; the receiver's owed
    units are covered. Raises NotPermitted, InvalidInput without a reason or for lines that do not
    match, MoveRefused for an order that is over or a channel that lets nobody wait, and
    NotEnoughUnits when the giver has fewer unreleased or the receiver waits for fewer.
    """
    if not reason.strip():
        raise InvalidInput("Say why these goods change hands; both orders keep it.", field="reason")
    if quantity < 1:
        raise InvalidInput("Name at least one unit.", field="quantity")
    giver, receiver = _lock_sides(from_line_id, to_line_id)
    ensure_may(actor, "orders.swap_allocation")
    _ensure_swappable(giver, receiver, level_id)
    levels = _lock_levels(receiver.line, level_id)
    if levels[level_id].sku_id != giver.line.sku_id:
        raise InvalidInput("That stock level is of another SKU.", field="level")
    _take(giver.line, levels[level_id], quantity)
    _give(receiver.line, levels, level_id, quantity)
    changed = [levels[key] for key in sorted(levels)]
    StockLevel.objects.bulk_update(changed, ["backordered"])
    now = timezone.now()
    _save(giver, receiver.order, _later(giver, levels[level_id], now), actor=actor, reason=reason)
    _save(receiver, giver.order, _sooner(receiver, levels[level_id], now), actor=actor, reason=reason)
    return giver.order, receiver.order


def _lock_sides(from_line_id: int, to_line_id: int) -> tuple[Side, Side]:
    """Both orders locked in order of key, then their lines."""
    order_of = dict(OrderLine.objects.filter(pk__in=[from_line_id, to_line_id]).values_list("pk", "order_id"))
    for line_id in (from_line_id, to_line_id):
        if line_id not in order_of:
            raise InvalidInput(f"There is no order line with key {line_id}.", field="line")
    if order_of[from_line_id] == order_of[to_line_id]:
        raise InvalidInput("Both lines belong to one order; choose the line of another one.", field="to_line")
    orders = {order_id: lock_order(order_id) for order_id in sorted(order_of.values())}
    lines = {order_id: lock_lines(order) for order_id, order in orders.items()}

    def side(line_id: int) -> Side:
        order_id = order_of[line_id]
        line = lines[order_id][line_id]
        return Side(orders[order_id], lines[order_id], line, quantities_of(line))

    return side(from_line_id), side(to_line_id)


def _ensure_swappable(giver: Side, receiver: Side, level_id: int) -> None:
    if giver.line.sku_id != receiver.line.sku_id:
        raise InvalidInput("The lines are of different SKUs.", field="to_line")
    reasons = [
        Blocker("wrong_state", f"order {side.order.number} is {side.order.get_state_display().lower()}.")
        for side in (giver, receiver)
        if side.order.state not in SWAPPABLE
    ]
    if giver.order.is_practice != receiver.order.is_practice:
        why = "one of the orders is for practice, the other is not."
        reasons.append(Blocker("practice", why, fix="Choose two orders of one kind."))
    counter_id = receiver.order.pickup_warehouse_id
    if counter_id is not None and StockLevel.objects.get(pk=level_id).warehouse_id != counter_id:
        why = f"order {receiver.order.number} is collected at another building's counter."
        reasons.append(Blocker("collected_elsewhere", why, fix="Choose goods that lie there."))
    if giver.order.channel.stock_policy == StockPolicy.REFUSE:
        why = f"the channel of order {giver.order.number} lets nobody wait for goods."
        reasons.append(Blocker("no_backorders", why, fix="Choose an order of another channel."))
    if reasons:
        raise MoveRefused("swap_allocation", reasons)


def _lock_levels(receiver: OrderLine, level_id: int) -> dict[int, StockLevel]:
    waits_at = Backorder.objects.filter(line=receiver, quantity__gt=0).values_list("level_id", flat=True)
    levels = levels_for_update({level_id, *waits_at})
    if level_id not in levels:
        raise InvalidInput(f"There is no stock level with key {level_id}.", field="level")
    return levels


def _take(line: OrderLine, level: StockLevel, quantity: int) -> None:
    """The giver's units wait where they lay."""
    claim = Allocation.objects.select_for_update(no_key=True).filter(line=line, level=level).first()
    free = claim.quantity - claim.released if claim else 0
    if claim is None or free < quantity:
        raise NotEnoughUnits(
            f"Order {line.order.number} has {free} units there that the floor was not given, not {quantity}.",
            line=line.pk, wanted=quantity, found=free,
        )  # fmt: skip
    claim.quantity -= quantity
    claim.save(update_fields=["quantity"])
    owed, _ = Backorder.objects.get_or_create(line=line, level=level, defaults={"quantity": 0})
    owed.quantity += quantity
    owed.save(update_fields=["quantity"])
    line.allocated -= quantity
    line.backordered += quantity
    level.backordered += quantity


def _give(line: OrderLine, levels: dict[int, StockLevel], level_id: int, quantity: int) -> None:
    """The receiver stops waiting, at this level first, and has the units."""
    waiting = list(Backorder.objects.select_for_update(no_key=True).filter(line=line, quantity__gt=0).order_by("pk"))
    found = sum(owed.quantity for owed in waiting if owed.level_id in levels)
    if found < quantity:
        raise NotEnoughUnits(
            f"Order {line.order.number} waits for {found} units of it; {quantity} were to be given.",
            line=line.pk, wanted=quantity, found=found,
        )  # fmt: skip
    rest = quantity
    for owed in sorted(waiting, key=lambda owed: owed.level_id != level_id):
        part = min(rest, owed.quantity)
        owed.quantity -= part
        levels[owed.level_id].backordered -= part
        rest -= part
    Backorder.objects.bulk_update(waiting, ["quantity"])
    claim, _ = Allocation.objects.get_or_create(line=line, level_id=level_id, defaults={"quantity": 0})
    claim.quantity += quantity
    claim.save(update_fields=["quantity"])
    line.backordered -= quantity
    line.allocated += quantity


def _later(side: Side, level: StockLevel, now: datetime) -> list[Fact]:
    """The giver waits at the end of the queue; its promise moves only if that is later."""
    expected = supplies_expected([level.sku_id])
    day = backorder_promise(side.order, side.line, level, position=level.backordered, expected=expected, now=now)
    if side.line.promise_on is not None and day <= side.line.promise_on:
        return []
    return [move_promise(side.order, side.line, day, cause=PromiseCause.SWAPPED)]


def _sooner(side: Side, level: StockLevel, now: datetime) -> list[Fact]:
    """The receiver's line can leave when the building works, once it waits for nothing more."""
    if side.line.backordered:
        return []
    leaves = ships_on(Warehouse.objects.get(pk=level.warehouse_id), now, side.order.shipping_method_id)
    day = no_preorder_before(side.line, leaves) + timedelta(days=transit_days(side.order))
    if side.line.promise_on is not None and day >= side.line.promise_on:
        return []
    return [move_promise(side.order, side.line, day, cause=PromiseCause.SWAPPED)]


def _save(side: Side, other: Order, moved: list[Fact], *, actor: Actor, reason: str) -> None:
    save_lines([side.line])
    side.order.promised_on = latest_promise(side.lines.values())
    swapped = AllocationSwapped(order_id=side.order.pk, line_id=side.line.pk, other_order_id=other.pk)
    save_order(
        side.order, list(side.lines.values()), fields=["promised_on"], facts=[swapped, *moved], actor=actor,
        changes=quantity_changes(side.line, side.before), note=reason,
    )  # fmt: skip
