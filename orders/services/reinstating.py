"""Bring an expired or canceled order back: late money came, or it was a mistake."""

from collections.abc import Iterable

from django.utils import timezone

from core.actors import Actor
from core.errors import Blocker, InvalidInput, MoveRefused
from core.money import ZERO
from core.service import service
from customers.locks import stands
from orders.events import OrderReinstated
from orders.locks import lock_lines, lock_order
from orders.models import Order, OrderLine
from orders.selectors.rejections import rejected_warehouses
from orders.services.canceling import MONEY_FIELDS
from orders.services.redeeming import redeem_again
from orders.services.reviewing import request_review
from orders.services.rewishing import cover_existing
from orders.services.saving import Changes, move_order, quantities_of, quantity_changes, save_lines, save_order
from orders.services.telling import tell_cover
from orders.told import told_of


@service
def reinstate_order(*, order_id: int, actor: Actor, reason: str, expected_version: int | None = None) -> Order:
    """The order is placed again with everything it had; goods are sought anew and payment starts over.

    Raises NotPermitted, InvalidInput without a reason, MoveRefused, NotEnoughStock when the
    channel takes no backorders, and VoucherRefused when a voucher of it is used up by now.
    """
    if not reason.strip():
        raise InvalidInput("Say why the order is reinstated.", field="reason")
    order = lock_order(order_id, expected_version=expected_version)
    ensure_customer_stands(order)
    lines = lock_lines(order)
    now, was_archived = timezone.now(), order.archived_at is not None
    changes = move_order(order, "reinstate", actor=actor, now=now)
    if was_archived:
        changes["archived"] = [True, False]
    order.risk_checked_at = None
    changes |= _restore_units(order, lines.values())
    _restore_charges(order)
    save_order(
        order, list(lines.values()),
        fields=["state", "placed_at", "canceled_at", "expired_at", "risk_checked_at", "awaits_review",
                "archived_at", "packed_away_at", *MONEY_FIELDS],
        facts=[OrderReinstated(order_id=order.pk), *request_review(order)], actor=actor, changes=changes, note=reason,
    )  # fmt: skip
    lines_again = OrderLine.objects.filter(order=order).select_related("sku", "kit")
    before = {line.pk: quantities_of(line) for line in lines_again}
    cover_existing(order, lines_again, now, not_from=rejected_warehouses(order_id))
    redeem_again(order, now=now)
    return tell_cover(order, before, told_of(order), actor=actor)


def ensure_customer_stands(order: Order) -> None:
    """Raises MoveRefused for an order of somebody erased: nobody is left to send it to."""
    if order.customer_id is not None and not stands(order.customer_id):
        raise MoveRefused("reinstate", [Blocker("erased", "its customer was erased.", "Take a new order instead.")])


def _restore_units(order: Order, lines: Iterable[OrderLine]) -> Changes:
    changes: Changes = {}
    every = list(lines)
    for line in every:
        before = quantities_of(line)
        line.unplaced, line.canceled = line.ordered, 0
        order.lines_total += line.canceled_amount
        order.discount_total += line.canceled_discount_amount
        order.tax_total += line.canceled_tax_amount
        added_tax = ZERO if order.prices_include_tax else line.canceled_tax_amount
        order.total += line.canceled_amount - line.canceled_discount_amount + added_tax
        line.canceled_amount = line.canceled_discount_amount = line.canceled_tax_amount = ZERO
        changes |= quantity_changes(line, before)
    save_lines(every)
    return changes


def _restore_charges(order: Order) -> None:
    for charge in order.charges.all():
        amount, tax = charge.canceled_amount, charge.canceled_tax_amount
        charge.canceled_amount = charge.canceled_tax_amount = ZERO
        charge.save(update_fields=["canceled_amount", "canceled_tax_amount"])
        order.charges_total += amount
        order.tax_total += tax
        order.total += amount if order.prices_include_tax else amount + tax
