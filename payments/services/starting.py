"""Make payments of the tenders a customer chose, and ask for the money."""

from decimal import Decimal

from core.actors import Actor
from core.events import publish
from core.money import ZERO
from core.numbers import next_number
from core.service import service
from orders.models import CREDIT_TENDERS, Order, OrderTender, TenderKind
from orders.selectors.worth import payable
from orders.statuses import Intake, OrderState
from payments.events import PayLinkSent, TransferAwaited
from payments.locks import lock_payments
from payments.models import Payment
from payments.selectors.practice import gateway_of
from payments.services.delaying import authorize_delayed, delays
from payments.services.folding import is_spent, tell_funds
from payments.services.holding_credit import await_credit, claim_of, hold_credit
from payments.services.lending import lend
from payments.services.promising import promise_money
from payments.statuses import PaymentState, TransactionKind


@service
def start_payments(*, order_id: int, actor: Actor) -> list[Payment]:
    """One payment per tender that has none alive; credit is held at once, cards are authorized by a worker, or asked
    for by a link.

    Tenders are used in their order; the one without an amount takes the rest. Running twice adds nothing.
    """
    order, payments = lock_payments(order_id)
    if order.state != OrderState.PLACED:
        return payments
    living = [payment for payment in payments if not is_spent(payment)]
    alive = {payment.tender_id for payment in living}
    left = payable(order) - sum((payment.amount for payment in living), ZERO)
    for tender in order.tenders.order_by("position"):
        if tender.pk in alive or left <= 0:
            continue
        if tender.kind in CREDIT_TENDERS:
            is_awaited = bool(tender.awaited_amount)
            held = await_credit(order, tender, left) if is_awaited else hold_credit(order, tender, left, payments)
            left -= claim_of(held, tender)
            payments = [*(each for each in payments if each.pk != held.pk), held]
            continue
        if tender.kind == TenderKind.ON_ACCOUNT:
            owed = _owe(order, tender, left, payments)
            left -= owed.amount
            payments = [*(each for each in payments if each.pk != owed.pk), owed]
            continue
        amount = left if tender.amount is None else min(left, tender.amount)
        left -= amount
        payments.append(_start(order, tender, amount, actor))
    authorize_delayed(order, payments, actor=actor)
    tell_funds(order_id, payments, actor=actor)
    return payments


def _start(order: Order, tender: OrderTender, amount: Decimal, actor: Actor) -> Payment:
    by_card = tender.kind == TenderKind.CARD
    payment = Payment.objects.create(
        number=next_number("payment"), order=order, tender=tender, position=tender.position, kind=tender.kind,
        gateway=gateway_of(order) if by_card else "", currency=order.currency, amount=amount, token=tender.token,
        state=PaymentState.PENDING, awaited_amount=min(amount, tender.awaited_amount),
        delayed_amount=amount if by_card and tender.token and delays(order) else ZERO,
    )  # fmt: skip
    if by_card and tender.token and not payment.delayed_amount:
        promise_money(payment, TransactionKind.AUTHORIZATION, amount, actor=actor)
    elif order.intake != Intake.FILE:
        # Whoever brought the file tells their customers themselves.
        _ask_customer(order, tender, actor)
    return payment


def _ask_customer(order: Order, tender: OrderTender, actor: Actor) -> None:
    """Have the customer told what only they can do."""
    if tender.kind == TenderKind.CARD and not tender.token:
        publish(PayLinkSent(order_id=order.pk), actor=actor)
    elif tender.kind == TenderKind.TRANSFER:
        publish(TransferAwaited(order_id=order.pk), actor=actor)


def _owe(order: Order, tender: OrderTender, left: Decimal, payments: list[Payment]) -> Payment:
    """The invoice on account, or the one that was refused weighed once more."""
    amount = left if tender.amount is None else min(left, tender.amount)
    refused = (each for each in payments if each.tender_id == tender.pk and each.state == PaymentState.FAILED)
    payment = next(refused, None) or Payment.objects.create(
        number=next_number("payment"), order=order, tender=tender, position=tender.position, kind=tender.kind,
        currency=order.currency, amount=amount,
    )  # fmt: skip
    lend(order, payment, amount)
    return payment
