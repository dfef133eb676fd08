"""Money another shop took or gave back: it moved there already, here it is written down."""

from decimal import Decimal

from core.actors import Actor
from core.money import ZERO
from core.service import service
from orders.intake.channels.contract import NoticeRefused, RefundNews
from orders.locks import lock_order
from orders.models import ChannelNotice, NoticeState, Order, TenderKind
from orders.selectors.worth import payable
from orders.services.noticing import close_notice
from orders.services.recording.credit import record_credit
from payments.models import Payment, PaymentTransaction
from payments.services.receiving import record_paid_back, record_part_paid_back, record_payment_received
from payments.services.settling import settle
from payments.services.starting import start_payments
from payments.statuses import Outcome, TransactionKind


@service
def take_payment(*, order: Order, amount: Decimal, reference: str, actor: Actor) -> None:
    """Write ``amount`` down as received in the shop, once per ``reference``."""
    start_payments(order_id=order.pk, actor=actor)
    payment = Payment.objects.filter(order=order, kind=TenderKind.TRANSFER).order_by("pk").first()
    if payment is not None:
        record_payment_received(payment_id=payment.pk, amount=amount, reference=reference, actor=actor)


@service
def give_back(*, notice_id: int, order_id: int, news: RefundNews, actor: Actor) -> None:
    """Credit the order by what the shop gave back, and write the money down as paid back; once per notice.

    What is left to pay falls by at most what the order still costs: of a canceled order the money is
    owed already. Raises NoticeRefused when the amounts do not meet; then nothing changed.
    """
    order = lock_order(order_id)
    notice = ChannelNotice.objects.select_for_update(no_key=True).get(pk=notice_id)
    if notice.state == NoticeState.APPLIED or _is_known(order, news.reference):
        return
    credit = min(news.amount - _owed(order), payable(order))
    if credit > ZERO:
        record_credit(order_id=order.pk, amount=credit, actor=actor, reason=news.reason)
    settle(order_id=order.pk, actor=actor)
    left = news.amount
    for transaction in _open_refunds(order):
        if transaction.amount <= left:
            record_paid_back(transaction_id=transaction.pk, reference=news.reference, actor=actor)
            left -= transaction.amount
        elif left:
            # A canceled order owes everything at once; the shop may have given it back in several refunds.
            record_part_paid_back(transaction_id=transaction.pk, amount=left, reference=news.reference, actor=actor)
            left = ZERO
    if left:
        raise NoticeRefused(
            f"The shop gave back {news.amount} {news.currency}; {left} of it meets no payment of the order that can be "
            "given back. Settle it by hand.",
            field="transactions[0].amount",
        )
    close_notice(notice_id=notice.pk, state=NoticeState.APPLIED, order_id=order.pk)


def _is_known(order: Order, reference: str) -> bool:
    """The same refund is told by itself and inside its order."""
    return PaymentTransaction.objects.filter(
        payment__order=order, kind=TransactionKind.REFUND, note=reference[:120]
    ).exists()


def _open_refunds(order: Order) -> list[PaymentTransaction]:
    return list(
        PaymentTransaction.objects.filter(
            payment__order=order, payment__gateway="", kind=TransactionKind.REFUND, outcome=Outcome.REQUESTED
        ).order_by("pk")
    )


def _owed(order: Order) -> Decimal:
    """What a person would have to give back already."""
    return sum((transaction.amount for transaction in _open_refunds(order)), ZERO)
