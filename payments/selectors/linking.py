"""What can be paid by the link, and what cannot any more."""

from collections.abc import Sequence
from decimal import Decimal

from core.money import ZERO
from orders.lifecycle import secured_amount
from orders.models import Order, TenderKind
from orders.selectors.worth import payable
from orders.statuses import LIVING
from payments.models import Payment
from payments.services.folding import capturable, still_to_take, sums_of
from payments.statuses import PaymentState, TransactionKind


def payments_of(order: Order) -> list[Payment]:
    """Two queries."""
    return list(order.payments.order_by("pk").prefetch_related("transactions"))


def card_of(payments: Sequence[Payment]) -> Payment | None:
    """The payment that a card given now pays: the newest by card."""
    return next((payment for payment in reversed(payments) if payment.kind == TenderKind.CARD), None)


def card_was_declined(order: Order) -> bool:
    """Whether the card that was given last was refused, and nothing replaced it."""
    card = card_of(payments_of(order))
    return card is not None and card.state == PaymentState.FAILED


def is_being_asked(payments: Sequence[Payment]) -> bool:
    """Whether a gateway is being asked for money of the order at this moment, or the customer has to confirm it."""
    return any(sums_of(each.transactions.all()).under_way[TransactionKind.AUTHORIZATION] for each in payments)


def missing_money(order: Order, payments: Sequence[Payment]) -> Decimal:
    """What no tender covers, in the order's currency; never negative."""
    covered = sum((capturable(each) + each.delayed_amount for each in payments), ZERO)
    return max(ZERO, still_to_take(order, payments) - covered)


def lacks_money(order: Order) -> bool:
    """Whether anything is to be secured at all, from the order's own columns."""
    return order.state in LIVING and payable(order) > secured_amount(order) + order.delayed_amount


def due_by_link(order: Order) -> Decimal:
    """What the customer's page offers to pay by card; nothing when there is nothing to pay or it is under way."""
    if not lacks_money(order):
        return ZERO
    payments = payments_of(order)
    if card_of(payments) is None or is_being_asked(payments):
        return ZERO
    return missing_money(order, payments)
