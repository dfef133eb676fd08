"""As a refund goes back the order costs less: what was agreed is not asked for again."""

from core.actors import SYSTEM
from orders.models import Order
from orders.selectors.worth import payable
from orders.services.recording.credit import record_credit
from payments.models import PaymentTransaction, Refund
from payments.selectors.promised import lowered_by, lowers_the_price


def credit_refunded(order: Order, transaction: PaymentTransaction) -> None:
    """Lower what the order costs by a refund's transaction that succeeded; the caller holds the locks.

    What once went back and came back has lowered it already.
    Never below nothing: of an order that was canceled meanwhile nothing is left to lower.
    """
    refund = Refund.objects.get(allocations__transaction=transaction)
    left = refund.amount - lowered_by(refund, without=transaction.pk)
    amount = min(transaction.amount, left, payable(order))
    if amount > 0 and lowers_the_price(refund):
        record_credit(order_id=order.pk, amount=amount, actor=SYSTEM, reason=f"Refund {refund.number}")
