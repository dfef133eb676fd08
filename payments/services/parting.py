"""Split an order, or merge two, while nobody has paid or promised anything; payments are planned anew."""

from collections.abc import Mapping

from core.actors import Actor
from core.errors import Blocker, MoveRefused
from core.money import ZERO
from core.service import service
from orders.locks import lock_order
from orders.models import Order, TenderKind
from orders.selectors.worth import payable
from orders.services.merging import MERGE_INSTEAD, merge_orders
from orders.services.splitting import SPLIT_INSTEAD, payment_exists, split_order
from payments.locks import lock_payments
from payments.models import Payment, PaymentTransaction
from payments.services.folding import is_spent, tell_funds
from payments.services.lending import why_not_lend
from payments.statuses import PaymentState


@service
def split_unpaid(
    *, order_id: int, units: Mapping[int, int], actor: Actor, reason: str, expected_version: int | None = None
) -> Order:
    """The new order with these units; both are paid by the tender that takes the first one's rest.

    The order is locked before its payments are looked at, so a payment that starts meanwhile waits, and then asks
    for what the order costs by then. Raises MoveRefused once a transaction exists, and what ``split_order`` raises.
    """
    order, _ = lock_payments(order_id)
    if has_transactions(order):
        raise MoveRefused("split", [payment_exists(order, instead=SPLIT_INSTEAD)])
    new = split_order(order_id=order_id, units=units, actor=actor, reason=reason, expected_version=expected_version)
    order, payments = lock_payments(order_id)
    _plan_again(order, payments, actor=actor)
    return new


@service
def merge_unpaid(*, order_id: int, other_id: int, actor: Actor, reason: str) -> Order:
    """The order with everything of the other, which ends; what is to be paid is planned anew.

    Both orders are locked by key before their payments. Raises MoveRefused once a transaction of either exists,
    and what ``merge_orders`` raises.
    """
    for key in sorted({order_id, other_id}):
        lock_order(key)
    both = [lock_payments(key)[0] for key in sorted({order_id, other_id})]
    reasons = [payment_exists(order, instead=MERGE_INSTEAD) for order in both if has_transactions(order)]
    if reasons:
        raise MoveRefused("merge", reasons)
    merge_orders(order_id=order_id, other_id=other_id, actor=actor, reason=reason)
    # What the other one owed is let go first: it may be within the same customer's limit.
    for key in (other_id, order_id):
        order, payments = lock_payments(key)
        _plan_again(order, payments, actor=actor)
    return Order.objects.get(pk=order_id)


def has_transactions(order: Order) -> bool:
    """Whether any money of the order was asked for, whatever came of it."""
    return PaymentTransaction.objects.filter(payment__order=order).exists()


def _plan_again(order: Order, payments: list[Payment], *, actor: Actor) -> None:
    """Tenders without a transaction are to pay what the order costs now, in their order; one of them the rest."""
    left = payable(order)
    for payment in payments:
        if is_spent(payment):
            continue
        fixed = payment.tender.amount if payment.tender else payment.amount
        payment.amount = left if fixed is None else min(fixed, left)
        left -= payment.amount
        if payment.kind == TenderKind.ON_ACCOUNT and (
            refusal := why_not_lend(order, payment.amount, but_for=payment.pk)
        ):
            raise MoveRefused("merge", [Blocker("credit_limit", refusal)])
        payment.delayed_amount = min(payment.delayed_amount, payment.amount)
        if payment.amount == ZERO:
            payment.state = PaymentState.VOIDED
        payment.save(update_fields=["amount", "delayed_amount", "state"])
    tell_funds(order.pk, payments, actor=actor)
