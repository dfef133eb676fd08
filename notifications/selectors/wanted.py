"""Who may be written to, and about what."""

from django.db.models import F, Q

from customers.models import Customer
from notifications.content.kinds import KINDS
from notifications.models import Suppression, TextConsent
from notifications.statuses import Covers
from orders.models import Order
from orders.statuses import OrderState

_ENDED = {OrderState.CANCELED: "The order was canceled.", OrderState.EXPIRED: "The order expired."}


def reason_not_to_tell(order: Order, *, event: str) -> str:
    """Why the customer is not told of this at all, by whichever medium; empty when they are."""
    if order.is_historical:
        return "The order was taken over finished."
    if order.is_practice:
        return "The order is for practice."
    if order.customer is None or order.customer.erased_at is not None:
        return "The customer is not known any more."
    return reason_of_the_end(order.state, event=event)


def reason_of_the_end(state: str, *, event: str) -> str:
    """What announces something is not sent once the order has ended; empty when it may go."""
    kind = KINDS.get(event)
    return _ENDED.get(OrderState(state), "") if kind is not None and kind.announces else ""


def suppression_of(address: str, *, event: str) -> Suppression | None:
    """What keeps mails of this kind from the address. One query."""
    kind = KINDS.get(event)
    covered = [Covers.ALL, Covers.OPTIONAL] if kind is not None and kind.is_optional else [Covers.ALL]
    found = Suppression.objects.filter(address=address.strip().lower(), lifted_at=None, covers__in=covered)
    return found.order_by("pk").first()


def reason_of(suppression: Suppression | None) -> str:
    if suppression is None:
        return ""
    why = suppression.get_reason_display().lower()
    return f"{suppression.address} gets no such mails since {suppression.created_at:%Y-%m-%d}: {why}."


def consented_phone(order_id: int) -> str:
    """Where texts about an order may go, as E.164; empty without a living yes. Two queries."""
    consent = consent_for(Order.objects.select_related("customer").get(pk=order_id))
    return consent.phone if consent else ""


def consent_of(customer: Customer | None) -> TextConsent | None:
    """The customer's living yes to texts about all their orders. One query."""
    if customer is None or customer.erased_at is not None:
        return None
    return TextConsent.objects.filter(customer=customer, order=None, withdrawn_at=None).first()


def consent_for(order: Order) -> TextConsent | None:
    """The living yes to texts about this order: its own before its customer's. One query."""
    customer = order.customer
    if customer is None or customer.erased_at is not None:
        return None
    living = TextConsent.objects.filter(Q(order=order) | Q(customer=customer, order=None), withdrawn_at=None)
    return living.order_by(F("order").asc(nulls_last=True)).first()
