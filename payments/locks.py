"""Row locks of money: the order first, then its payments by key."""

from core.actors import Actor
from core.compiled import Compiled
from orders.locks import lock_order
from orders.models import Order
from payments.errors import PaymentNotFound
from payments.models import Dispute, GoodwillLimit, LateMoney, Payment, PaymentTransaction, Refund, RiskReview
from payments.selectors.limits import granting_roles

_payments_for_update: Compiled[Payment] = Compiled(
    lambda key: Payment.objects.select_for_update(no_key=True).filter(order_id=key).order_by("pk")
)


def lock_goodwill_limits(actor: Actor) -> None:
    """The lines that bind the actor, locked last: what one person gives on two orders at once is counted one by one."""
    roles = [role.pk for role in granting_roles(actor)]
    list(GoodwillLimit.objects.select_for_update(no_key=True).filter(group__in=roles).order_by("pk").values_list("pk"))


def lock_payments(order_id: int) -> tuple[Order, list[Payment]]:
    """The order and all its payments in their order of use, locked."""
    order = lock_order(order_id)
    payments = _payments_for_update(order_id)
    for payment in payments:
        payment.order = order
    return order, sorted(payments, key=lambda payment: (payment.position, payment.pk))


def lock_payment(payment_id: int) -> tuple[Order, list[Payment], Payment]:
    """A payment with its order and the order's other payments, locked. Raises PaymentNotFound."""
    order_id = Payment.objects.filter(pk=payment_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise PaymentNotFound(f"There is no payment with key {payment_id}.")
    order, payments = lock_payments(order_id)
    return order, payments, next(payment for payment in payments if payment.pk == payment_id)


def lock_transaction(transaction_id: int) -> tuple[Order, Payment, PaymentTransaction]:
    """A transaction with its order and payment, locked in the order of the house. Raises PaymentNotFound."""
    known = PaymentTransaction.objects.filter(pk=transaction_id).values("payment_id", "payment__order_id").first()
    if known is None:
        raise PaymentNotFound(f"There is no transaction with key {transaction_id}.")
    order, payments = lock_payments(known["payment__order_id"])
    payment = next(payment for payment in payments if payment.pk == known["payment_id"])
    transaction = PaymentTransaction.objects.select_for_update(no_key=True).get(pk=transaction_id)
    transaction.payment = payment
    return order, payment, transaction


def lock_refund(refund_id: int) -> tuple[Order, list[Payment], Refund]:
    """A refund with its order and payments, locked. Raises PaymentNotFound."""
    known = Refund.objects.filter(pk=refund_id).values_list("order_id", flat=True).first()
    if known is None:
        raise PaymentNotFound(f"There is no refund with key {refund_id}.")
    order, payments = lock_payments(known)
    return order, payments, Refund.objects.select_for_update(no_key=True).get(pk=refund_id)


def lock_review(review_id: int) -> tuple[Order, RiskReview]:
    """A fraud review with its order locked, freshly read: whoever decides holds the order. Raises PaymentNotFound."""
    order_id = RiskReview.objects.filter(pk=review_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise PaymentNotFound(f"There is no fraud review with key {review_id}.")
    order = lock_order(order_id)
    review = RiskReview.objects.select_related("assessment").get(pk=review_id)
    review.order = order
    return order, review


def lock_dispute(dispute_id: int) -> tuple[Order, list[Payment], Dispute]:
    """A dispute with its order and payments, locked. Raises PaymentNotFound."""
    order_id = Dispute.objects.filter(pk=dispute_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise PaymentNotFound(f"There is no dispute with key {dispute_id}.")
    order, payments = lock_payments(order_id)
    return order, payments, Dispute.objects.select_for_update(no_key=True).get(pk=dispute_id)


def lock_late_money(latemoney_id: int) -> tuple[Order, list[Payment], LateMoney]:
    """Late money with its order and payments, locked. Raises PaymentNotFound."""
    known = LateMoney.objects.filter(pk=latemoney_id).values_list("order_id", flat=True).first()
    if known is None:
        raise PaymentNotFound(f"There is no late money with key {latemoney_id}.")
    order, payments = lock_payments(known)
    return order, payments, LateMoney.objects.select_for_update(no_key=True).get(pk=latemoney_id)
