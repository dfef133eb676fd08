"""Where a refund goes: back to the tenders that paid, or onto the customer's store credit."""

from core.errors import Blocker, MoveRefused
from orders.models import Order
from orders.statuses import RefundTo
from payments.credit_words import LEDGER
from payments.models import Refund

NOBODY_TO_CREDIT = Blocker(
    "no_customer", "nobody has store credit here: the order has no customer.",
    fix="Give the money back to the tenders that paid.",
)  # fmt: skip


def check_destination(order: Order, destination: str) -> None:
    """Raises MoveRefused for store credit of an order that is nobody's."""
    if destination == RefundTo.STORE_CREDIT and order.customer_id is None:
        raise MoveRefused("refund to store credit", [NOBODY_TO_CREDIT])


def wished_destination(order: Order) -> str:
    """Where the system's own refunds of the order go; what nobody could be credited with goes to who paid."""
    return RefundTo(order.refund_to) if order.customer_id is not None else RefundTo.TENDERS


def ledger_of(refund: Refund) -> str:
    """Who gives the money back, when it is not whoever took it; else empty."""
    return LEDGER if refund.destination == RefundTo.STORE_CREDIT else ""
