"""What a message about an order would be about: its newest parcel, refund, paper, return."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet

from core.errors import InvalidInput
from fulfillment.models import Parcel, Pickup
from notifications.content.kinds import KINDS
from notifications.models import TextConsent
from notifications.statuses import MailEvent
from orders.models import DelayChoice, Order
from payments.models import Document, Refund, RiskReview
from payments.statuses import DocumentKind
from returns.models import Claim, Exchange, Return

_FOUND: Mapping[str, tuple[str, Callable[[Order], Any]]] = {
    "parcel_id": ("parcel", lambda order: Parcel.objects.filter(fulfillment_order__order=order)),
    "choice_id": ("question about a delay", lambda order: DelayChoice.objects.filter(order=order)),
    "refund_id": ("refund", lambda order: Refund.objects.filter(order=order)),
    "return_id": ("return", lambda order: Return.objects.filter(order=order)),
    "exchange_id": ("exchange", lambda order: Exchange.objects.filter(order=order)),
    "claim_id": ("complaint", lambda order: Claim.objects.filter(order=order)),
    "review_id": ("fraud review", lambda order: RiskReview.objects.filter(order=order)),
    "consent_id": ("phone for texts", lambda order: TextConsent.objects.filter(order=order)),
}
_PAPERS = {MailEvent.INVOICE: DocumentKind.INVOICE, MailEvent.CREDIT_NOTE: DocumentKind.CREDIT_NOTE}


def newest_of(order: Order, *, event: str) -> int:
    """The id that the contents of ``event`` ask for. Raises InvalidInput when the order has none."""
    about = KINDS[event].about
    rows: QuerySet[Any]
    if about == "fulfillment_order_id":
        word, key, rows = "pickup", "fulfillment_order_id", Pickup.objects.filter(fulfillment_order__order=order)
    elif about == "document_id":
        kind = _PAPERS[MailEvent(event)]
        word, key, rows = str(kind.label).lower(), "pk", Document.objects.filter(order=order, kind=kind)
    else:
        word, find = _FOUND[about]
        key, rows = "pk", find(order)
    found = rows.order_by("-pk").values_list(key, flat=True).first()
    if found is None:
        raise InvalidInput(f"Order {order.number} has no {word} that this message could be about.", field="number")
    return int(found)
