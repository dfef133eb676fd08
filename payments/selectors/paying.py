"""How far paying by card is, as the customer's page tells it."""

from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO
from orders.models import Order
from orders.statuses import LIVING
from payments.selectors.linking import card_of, is_being_asked, lacks_money, missing_money, payments_of
from payments.statuses import PaymentState


@dataclass(frozen=True, slots=True)
class Paying:
    """``due`` can be paid now, in the order's currency; while the bank is asked it is nothing.

    ``action_url``: the bank waits there for its customer. ``refusal``: why the card given last was refused.
    ``card_brand`` and ``card_last4`` tell that card, where its gateway told them. ``gateway``: who takes the card, on
    its own page.
    """

    due: Decimal = ZERO
    action_url: str = ""
    is_asked: bool = False
    refusal: str = ""
    gateway: str = ""
    is_secured: bool = False
    card_brand: str = ""
    card_last4: str = ""


def paying(order: Order) -> Paying:
    """At most two queries."""
    if not lacks_money(order):
        return Paying(is_secured=order.state in LIVING)
    payments = payments_of(order)
    card = card_of(payments)
    if card is None:
        return Paying()
    if is_being_asked(payments):
        waiting = (each.action_url for each in payments if each.state == PaymentState.REQUIRES_ACTION)
        return Paying(action_url=next(waiting, ""), is_asked=True)
    return Paying(
        due=missing_money(order, payments), refusal=card.failure, gateway=card.gateway, card_brand=card.card_brand,
        card_last4=card.card_last4,
    )  # fmt: skip
