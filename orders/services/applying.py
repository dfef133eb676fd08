"""Make a change of a placed order: all of it in one commit, or nothing."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from core.actors import Actor
from core.bulk import update_rows
from core.errors import Blocker, MoveRefused
from core.events import Fact
from core.fsm import perform
from core.service import service
from inventory.models import StockLevel
from orders.editing.blocking import change_blockers
from orders.editing.staging import Staged, actions_of, stage
from orders.errors import CannotReprice, StaleVersion
from orders.events import FullyShipped, OrderChanged
from orders.locks import levels_for_update, lock_change, lock_lines, lock_order
from orders.models import (
    Order,
    OrderChange,
    OrderCharge,
    OrderDiscount,
    OrderKit,
    OrderLine,
    PromiseCause,
    VoucherRedemption,
)
from orders.models.change import OPEN_CHANGES
from orders.selectors.rejections import rejected_warehouses
from orders.services.canceling import MONEY_FIELDS, cancel_units, is_fully_shipped
from orders.services.promising import transit_days
from orders.services.rewishing import cover_existing
from orders.services.saving import Changes, quantities_of, quantity_changes, save_lines, save_order
from orders.services.searching import refresh_search
from orders.services.slipping import latest_promise, move_promise
from orders.services.wishes import Occasion
from orders.statuses import ActionKind, ChangeState

_LINE_MONEY = {
    "unit_price": "numeric", "price_reason": "text", "amount": "numeric", "discount_amount": "numeric",
    "tax_amount": "numeric", "canceled_amount": "numeric", "canceled_discount_amount": "numeric",
    "canceled_tax_amount": "numeric",
}  # fmt: skip
_TOLD_AS: dict[str, str] = {ChangeState.CONFIRMED: "changed", ChangeState.DECLINED: "change_declined"}
_TERMS = ("shipping_address", "shipping_method")


@service
def confirm_change(
    *, change_id: int, actor: Actor, reason: str = "", expected_version: int | None = None
) -> OrderChange:
    """The order is what the change says: units, prices, address, method, totals; new goods are allocated or owed.

    Without ``expected_version`` the order must be as the change's editor saw it. What payments and the floor do
    follows from ``orders.changed``. Raises NotPermitted, StaleVersion, MoveRefused with every reason, and
    NotEnoughStock when the channel takes no backorders.
    """
    order, change = lock_change(change_id, expected_version=expected_version)
    now = timezone.now()
    _ensure_fresh(order, change, expected_version)
    if change.state == ChangeState.DRAFT:
        perform(change, "request", actor=actor, now=now)
    perform(change, "confirm", actor=actor, by=actor.label, now=now)
    change.reason = reason.strip() or change.reason
    lines = lock_lines(order)
    staged = _stage(order, lines, change)
    before = {pk: quantities_of(line) for pk, line in lines.items()}
    prices = {pk: line.unit_price for pk, line in lines.items()}
    _lock_levels(staged, lines)
    cancel_units(order, lines, staged.cancel)
    _write(staged)
    if staged.new_lines:
        _cover(staged.order, now)
    _finish(change, staged, before, prices, actor=actor)
    return change


def _cover(order: Order, now: datetime) -> None:
    fresh = OrderLine.objects.filter(order=order, unplaced__gt=0).select_related("sku", "kit")
    refused = rejected_warehouses(order.pk)
    cover_existing(order, fresh, now, not_from=refused, occasion=Occasion(PromiseCause.CUSTOMER))


def _ensure_fresh(order: Order, change: OrderChange, expected_version: int | None) -> None:
    """The change is still open, and the order is what its editor saw. Another's confirmation is told by its name."""
    if change.state not in OPEN_CHANGES:
        sentence = f"the change is {change.get_state_display().lower()} already."
        over = Blocker("wrong_state", sentence, fix="Begin a new one.", turns_on=_TOLD_AS.get(change.state, ""))
        raise MoveRefused("confirm the change", [over])
    if expected_version is None and order.version != change.base_version:
        raise StaleVersion(
            f"Order {order.number} was changed by someone else meanwhile. Look at the preview again, then decide.",
            order_id=order.pk, seen=change.base_version, now=order.version,
        )  # fmt: skip


def _stage(order: Order, lines: dict[int, OrderLine], change: OrderChange) -> Staged:
    try:
        staged = stage(order, list(lines.values()), actions_of(change))
    except CannotReprice as error:
        raise MoveRefused("confirm the change", [reprice_blocker(error)]) from error
    reasons = change_blockers(staged, lines)
    if reasons:
        raise MoveRefused("confirm the change", reasons)
    return staged


def reprice_blocker(error: CannotReprice) -> Blocker:
    """Why the order cannot be priced anew, with the way out."""
    return Blocker("returned_shares", error.message, fix="Give a credit instead.", turns_on="return")


def _lock_levels(staged: Staged, lines: Mapping[int, OrderLine]) -> None:
    """Levels that lose and levels that give, all by key before any one of them is touched."""
    skus = {lines[pk].sku_id for pk in staged.cancel} | {line.sku_id for line in staged.new_lines}
    if skus:
        levels_for_update(StockLevel.objects.filter(sku_id__in=skus).values_list("pk", flat=True))


def _write(staged: Staged) -> None:
    """Money of the lines that exist, new lines, discounts, charges and what vouchers took off."""
    update_rows(OrderLine, list(staged.lines.values()), _LINE_MONEY)
    OrderKit.objects.bulk_create(staged.new_kits)
    for line in staged.new_lines:
        line.kit = line.kit  # which has its key by now
    OrderLine.objects.bulk_create(staged.new_lines)
    for charge in staged.gone_charges:
        charge.delete()
    OrderCharge.objects.bulk_update([charge for charge in staged.charges if charge.pk], ["tax_amount"])
    OrderCharge.objects.bulk_create(charge for charge in staged.charges if not charge.pk)
    _save_discounts(staged)
    VoucherRedemption.objects.bulk_update(staged.redemptions, ["amount"])


def _save_discounts(staged: Staged) -> None:
    """A discount that takes nothing off any more goes; the lines of new ones have their keys by now."""
    kept = [one for one in staged.discounts if one.amount]
    gone = [one.pk for one in staged.discounts if one.pk and not one.amount]
    OrderDiscount.objects.filter(pk__in=gone).delete()
    OrderDiscount.objects.bulk_update([one for one in kept if one.pk], ["amount"])
    fresh = [one for one in kept if not one.pk]
    for one in fresh:
        one.line = one.line
    OrderDiscount.objects.bulk_create(fresh)


def _finish(
    change: OrderChange,
    staged: Staged,
    before: Mapping[int, Mapping[str, int]],
    prices: Mapping[int, object],
    *,
    actor: Actor,
) -> None:
    """The order itself, the frozen totals of the change, and the facts."""
    order = lock_order(change.order_id)  # the allocation wrote its summary and promise
    lines = lock_lines(order)
    changes = _adopt_totals(order, change, staged)
    changes |= _forget_check(order, change)
    days = transit_days(order)
    changes |= _adopt_terms(order, staged)
    for pk, line in lines.items():
        changes |= quantity_changes(line, before.get(pk) or dict.fromkeys(quantities_of(line), 0))
        if pk in prices and prices[pk] != line.unit_price:
            changes[f"line {line.position} unit_price"] = [prices[pk], line.unit_price]
    moved = _move_promises(order, [lines[pk] for pk in before], transit_days(order) - days)
    order.promised_on = latest_promise(lines.values())
    facts: list[Fact] = [OrderChanged(order_id=order.pk, change_id=change.pk), *moved]
    if staged.cancel and is_fully_shipped(lines.values()):
        facts.append(FullyShipped(order_id=order.pk))
    save_order(
        order, list(lines.values()), fields=["promised_on", "risk_checked_at", *_TERMS, *MONEY_FIELDS], facts=facts,
        actor=actor, changes=changes, note=change.reason,
    )  # fmt: skip
    if staged.action(ActionKind.SET_ADDRESS) is not None:
        refresh_search(order)
    change.order = order


def _adopt_totals(order: Order, change: OrderChange, staged: Staged) -> Changes:
    """The new totals on the order, both kept on the change, which is over."""
    change.total_before, change.tax_before = order.total, order.tax_total
    changes: Changes = {}
    for name in MONEY_FIELDS:
        old, new = getattr(order, name), getattr(staged.order, name)
        if old != new:
            changes[name] = [old, new]
        setattr(order, name, new)
    change.total_after, change.tax_after = order.total, order.tax_total
    change.save(
        update_fields=[
            "state", "requested_at", "finished_by", "finished_at", "reason", "total_before", "total_after",
            "tax_before", "tax_after",
        ]
    )  # fmt: skip
    return changes


def _forget_check(order: Order, change: OrderChange) -> Changes:
    """What the fraud rules passed was worth less: they look at it again before more of it is given out."""
    was_raised = change.total_before is not None and order.total > change.total_before
    if order.risk_checked_at is None or not was_raised:
        return {}
    checked, order.risk_checked_at = order.risk_checked_at, None
    return {"risk_checked_at": [checked, None]}


def _adopt_terms(order: Order, staged: Staged) -> Changes:
    changes: Changes = {}
    for name in _TERMS:
        old, new = getattr(order, f"{name}_id"), getattr(staged.order, f"{name}_id")
        if old != new:
            changes[name] = [old, new]
            setattr(order, name, getattr(staged.order, name))
    return changes


def _move_promises(order: Order, lines: Iterable[OrderLine], days: int) -> list[Fact]:
    """Another way takes longer or shorter: what is still to come arrives by as much later or sooner."""
    waiting = [line for line in lines if line.promise_on and (line.allocated or line.backordered)]
    if not days or not waiting:
        return []
    facts = [
        move_promise(order, line, line.promise_on + timedelta(days=days), cause=PromiseCause.CUSTOMER)
        for line in waiting
        if line.promise_on
    ]
    save_lines(waiting)
    return facts
