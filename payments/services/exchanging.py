"""The worth of returned goods moves to the order they are exchanged for: through the customer's credit, in one commit.

Nothing moves between orders in another way. Nobody can spend the credit in between: it is given and held at once.
"""

from decimal import Decimal

from core.actors import SYSTEM, Actor
from core.events import publish
from core.money import ZERO
from core.numbers import next_number
from core.service import service
from orders.locks import lock_order
from orders.models import Order, TenderKind
from orders.selectors.worth import payable
from orders.statuses import LIVING, RefundTo
from payments.credit_words import LEDGER
from payments.events import PayLinkSent
from payments.locks import lock_payments
from payments.models import Payment, Refund
from payments.selectors.linking import card_of, missing_money
from payments.selectors.practice import gateway_of
from payments.services.collecting import collect_locked
from payments.services.delaying import waits_for_return
from payments.services.folding import fold, tell_funds
from payments.services.freezing import ensure_refunds_open
from payments.services.granting import grant
from payments.services.holding_credit import hold_on
from payments.services.moving_credit import move_credit
from payments.services.refunding import approve_and_request
from payments.services.settling import refund_due, settle_locked
from payments.statuses import PaymentState

CAUSE = "exchange"


@service
def move_worth(
    *, order_id: int, new_order_id: int, amount: Decimal, hold: Decimal, reference: str, actor: Actor
) -> Decimal:
    """What of ``hold`` the new order has of the first order's money now, in their currency.

    At most ``amount`` of what the first order no longer costs goes to its customer's store credit, and at most ``hold``
    of that is held for the new order; cards that were held instead are let go. Asked twice for one ``reference`` it
    moves once. Raises MoveRefused while a bank disputes the first order's payment.
    """
    order, new = lock_order(order_id), lock_order(new_order_id)
    _, payments = lock_payments(order.pk)
    lock_payments(new.pk)
    if Refund.objects.filter(order=order, cause_kind=CAUSE, cause_reference=reference).exists():
        return ZERO
    given = min(amount, refund_due(order, payments))
    if given <= 0:
        return ZERO
    ensure_refunds_open(payments, given)
    refund = grant(
        order, given, reason=f"Exchange {reference}", actor=actor, cause_kind=CAUSE, cause_reference=reference,
        destination=RefundTo.STORE_CREDIT,
    )  # fmt: skip
    approve_and_request(refund, order, payments, actor=SYSTEM)
    for transaction_id in refund.allocations.order_by("pk").values_list("transaction_id", flat=True):
        move_credit(transaction_id=transaction_id)
    taken = min(given, hold, payable(new))
    _pay_by_credit(new.pk, taken)
    return taken


def _pay_by_credit(order_id: int, amount: Decimal) -> None:
    """Hold the credit that has just come, let go what waited for it, and have the customer asked for what lacks."""
    order, payments = lock_payments(order_id)
    payment = next((each for each in payments if waits_for_return(each)), None) or _first_payment(order)
    payment.amount, payment.delayed_amount, payment.awaited_amount = amount, ZERO, ZERO
    payment.save(update_fields=["amount", "delayed_amount", "awaited_amount"])
    if amount > 0:
        hold_on(order, payment, amount)
    elif payment.state == PaymentState.PENDING:
        payment.state = PaymentState.VOIDED
        payment.save(update_fields=["state"])
    _stop_waiting(order_id)


def _first_payment(order: Order) -> Payment:
    """A payment by credit before all others, so that what is too much is let go of the others."""
    return Payment.objects.create(
        number=next_number("payment"), order=order, position=0, kind=TenderKind.STORE_CREDIT, gateway=LEDGER,
        currency=order.currency, amount=ZERO,
    )  # fmt: skip


@service
def stop_waiting(*, order_id: int, actor: Actor) -> None:
    """No goods come back for the order any more: what a card was held for is taken, as far as the goods left."""
    lock_order(order_id)
    _stop_waiting(order_id, actor=actor)


def _stop_waiting(order_id: int, *, actor: Actor = SYSTEM) -> None:
    order, payments = lock_payments(order_id)
    for payment in payments:
        if payment.awaited_amount:
            if waits_for_return(payment):
                payment.delayed_amount = ZERO
            payment.awaited_amount = ZERO
            payment.save(update_fields=["awaited_amount", "delayed_amount"])
            fold(payment)
    settle_locked(order, payments, actor=actor)
    tell_funds(order.pk, payments, actor=actor)
    order, payments = lock_payments(order_id)
    if order.confirmed_at is not None:
        collect_locked(order, payments, actor=actor)
    _ask_for_rest(order, payments, actor=actor)


def _ask_for_rest(order: Order, payments: list[Payment], *, actor: Actor) -> None:
    """The customer gets a link to pay what nothing covers: never a charge that nobody agreed to."""
    missing = missing_money(order, payments)
    if order.state not in LIVING or missing <= 0:
        return
    if card_of(payments) is None:
        last = max((each.position for each in payments), default=0)
        Payment.objects.create(
            number=next_number("payment"), order=order, position=last + 1,
            kind=TenderKind.CARD, gateway=gateway_of(order), currency=order.currency, amount=missing,
            state=PaymentState.PENDING,
        )  # fmt: skip
    publish(PayLinkSent(order_id=order.pk), actor=actor)
