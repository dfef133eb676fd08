"""The pay link: a customer gives a card on the gateway's own page, and we get its token."""

import re
from collections.abc import Sequence

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.service import service
from orders.models import Order
from orders.statuses import LIVING
from payments.events import CardGiven, PayLinkSent
from payments.locks import lock_payments
from payments.models import Payment, PaymentTransaction
from payments.selectors.linking import card_of, is_being_asked, missing_money
from payments.services.folding import fold, tell_funds
from payments.services.lapsing import authorize_missing

RIGHT = "payments.pay_by_link"
SEND_RIGHT = "orders.place_order"
# What a gateway's token looks like; a card number is longer in digits and never has a letter.
_TOKEN = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_-]{6,120}")


@service
def pay_by_link(*, order_id: int, token: str, actor: Actor) -> PaymentTransaction:
    """Ask the card behind ``token`` for what the order lacks; a worker does it. Two at once are one.

    Raises NotPermitted, InvalidInput for what is no token, and MoveRefused when nothing is missing, when the money
    is being asked for already, or when the order is over.
    """
    order, payments = lock_payments(order_id)
    ensure_may(actor, RIGHT)
    if not _TOKEN.fullmatch(token):
        raise InvalidInput("This is no token of the gateway. Begin again on its page.", field="card")
    payment = card_of(payments)
    if order.state not in LIVING or payment is None:
        raise _nothing_to_pay()
    if is_being_asked(payments):
        waits = Blocker("under_way", "the bank is being asked already.", fix="Look again in a minute.")
        raise MoveRefused("pay", [waits])
    payment.token, payment.action_url = token, ""
    payment.save(update_fields=["token", "action_url"])
    asked = authorize_missing(order, payments, payment, actor=actor)
    if asked is None:
        raise _nothing_to_pay()
    fold(payment)
    publish(CardGiven(order_id=order.pk, payment_id=payment.pk), actor=actor)
    tell_funds(order.pk, payments, actor=actor)
    return asked


def _nothing_to_pay() -> MoveRefused:
    return MoveRefused("pay", [Blocker("nothing_to_pay", "there is nothing to pay.", turns_on="payment_status")])


@service
def send_pay_link(*, order_id: int, actor: Actor) -> Order:
    """Write to the customer with a link on which the order can be paid by card.

    Raises NotPermitted, and MoveRefused when nothing can be paid so.
    """
    order, payments = lock_payments(order_id)
    ensure_may(actor, SEND_RIGHT)
    if blockers := link_blockers(order, payments):
        raise MoveRefused("send the pay link", blockers)
    publish(PayLinkSent(order_id=order.pk), actor=actor)
    return order


def link_blockers(order: Order, payments: Sequence[Payment]) -> list[Blocker]:
    """Why nobody can be sent a pay link now; the caller holds the locks."""
    if order.state not in LIVING or card_of(payments) is None or not missing_money(order, payments):
        return [Blocker("nothing_to_pay", "there is nothing to pay by card.", turns_on="payment_status")]
    if is_being_asked(payments):
        return [Blocker("under_way", "the bank is being asked at this moment.", fix="Look again in a minute.")]
    if order.customer is None or not order.customer.email:
        return [Blocker("no_mail", "the customer has no e-mail address.", fix="Add one to the customer first.")]
    return []
