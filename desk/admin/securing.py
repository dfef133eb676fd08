"""Why an order cannot be confirmed yet: what its payments wait for, and what a rep can do about it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.errors import Blocker
from core.fsm import blockers_of
from orders.models import Order, TenderKind
from payments.models import Payment
from payments.selectors.linking import card_of, is_being_asked
from payments.statuses import PaymentState


def unconfirmed(order: Order) -> Iterator[Blocker]:
    """The guards' reasons; money that is missing with what becomes of it. No query where the page has the payments."""
    for blocker in blockers_of(order, "confirm"):
        if blocker.code == "funds_missing":
            payments = sorted(order.payments.all(), key=lambda payment: (payment.position, payment.pk))
            yield replace(blocker, fix=next_step(order, payments) or blocker.fix)
        else:
            yield blocker


def next_step(order: Order, payments: Sequence[Payment]) -> str:
    """What happens by itself, or is to be done; empty where nothing is known of it."""
    if not payments:
        return "Its payment is begun by itself, within seconds." if order.tenders.exists() else ""
    if any(payment.state == PaymentState.REQUIRES_ACTION for payment in payments):
        return "The customer has to confirm it with the bank."
    if is_being_asked(payments):
        return "The bank is being asked by itself. Look again in some seconds."
    if order.payment_failed_at is not None:
        return "“Send pay link” asks the customer for another card." if card_of(payments) else ""
    if any(payment.kind == TenderKind.TRANSFER and payment.captured_amount < payment.amount for payment in payments):
        return "The customer was asked to transfer it; it counts once it is here."
    if card_of(payments) is not None:
        return "The customer was sent a link to pay by; “Send pay link” sends it again."
    return ""
