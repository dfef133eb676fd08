"""Invoices on account: what a customer may owe, and until when."""

import datetime
from decimal import Decimal

from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.money import ZERO, format_money
from core.service import service
from customers.locks import lock_customer
from orders.models import Order, TenderKind
from orders.selectors.worth import amount_shipped
from payments.locks import lock_payment
from payments.models import Payment
from payments.selectors.on_account import open_on_account
from payments.services.folding import fold, is_later, still_to_take, tell_funds
from payments.statuses import PaymentState

REMEDY = "Collect an open invoice, raise the customer's limit, or agree on another way to pay."


def why_not_lend(order: Order, amount: Decimal, *, but_for: int | None = None) -> str:
    """Why the order may not owe ``amount`` on account, with limit, what is used and the remedy; empty when it may.

    The customer is locked, after the order and its payments: two orders at once are weighed one after the other.
    The limit counts in the order's own currency.
    """
    if order.customer_id is None:
        return "The order has no customer who could owe it."
    customer = lock_customer(order.customer_id)
    used = open_on_account(customer.pk, order.currency, but_for=but_for)
    if used + amount <= customer.credit_limit:
        return ""
    limit, taken, asked = (format_money(value, order.currency) for value in (customer.credit_limit, used, amount))
    return f"The limit on account is {limit}, {taken} of it are used, and {asked} are asked for. {REMEDY}"


def lend(order: Order, payment: Payment, amount: Decimal) -> None:
    """The payment is to be ``amount`` on account, or fails with the reason; the caller holds the locks."""
    refusal = why_not_lend(order, amount, but_for=payment.pk)
    payment.amount, payment.failure = amount, refusal[:300]
    payment.state = PaymentState.FAILED if refusal else PaymentState.PENDING
    payment.save(update_fields=["amount", "failure", "state"])


@service
def lend_again(*, payment_id: int, actor: Actor) -> Payment:
    """Weigh a refused invoice once more, after the limit was raised or something was paid.

    Raises NotPermitted, and MoveRefused with limit, use and remedy while it still is too much.
    """
    order, payments, payment = lock_payment(payment_id)
    ensure_may(actor, "payments.authorize_payment")
    if payment.kind != TenderKind.ON_ACCOUNT or payment.state != PaymentState.FAILED:
        raise MoveRefused("check the limit", [Blocker("not_refused", "it was not refused.")])
    amount = min(payment.amount, still_to_take(order, payments))
    if amount <= ZERO:
        raise MoveRefused("check the limit", [Blocker("nothing_missing", "the order lacks no money.")])
    lend(order, payment, amount)
    if payment.state == PaymentState.FAILED:
        raise MoveRefused("check the limit", [Blocker("credit_limit", payment.failure)])
    fold(payment)
    tell_funds(order.pk, payments, actor=actor)
    return payment


def set_due(order: Order, payments: list[Payment], *, today: datetime.date) -> None:
    """Invoices are due the agreed days after the first goods left; the caller holds the locks."""
    owed = [each for each in payments if each.kind == TenderKind.ON_ACCOUNT and each.due_on is None and is_later(each)]
    if not owed or amount_shipped(order) <= ZERO:
        return
    for payment in owed:
        payment.due_on = today + datetime.timedelta(days=order.payment_terms_days)
        payment.save(update_fields=["due_on"])
