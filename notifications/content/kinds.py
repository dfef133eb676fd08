"""Everything that customers are told of, in one table: what it says, what its words may name, and by which media.

A new kind is a line here, a member of ``MailEvent``, its words under ``templates/emails``, and a line of the wiring.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from notifications.content import (
    document,
    making_good,
    order,
    parcel,
    payment,
    pickup,
    proof,
    refund,
    returning,
    texting,
)
from notifications.statuses import MailEvent, Medium

Contents = Callable[..., Mapping[str, Any]]

BASE = (
    "locale", "words", "shop", "number", "name", "status_url", "feedback_url", "wishes_url", "po_number",
)  # fmt: skip
_LINES = ("lines", "more_lines")
_PARCEL = (*_LINES, "parcel", "carrier", "tracking_number", "tracking_url", "still_to_come")
_RETURN = (*_LINES, "return_number", "send_until", "send_to", "label_url")
_PAPER = ("document", "invoice", "amount", "due_on")
_EXCHANGE = (*_LINES, "exchange", "new_number", "note")
_CLAIM = (*_LINES, "claim", "new_number", "amount", "note")
_BOTH = (Medium.EMAIL, Medium.SMS)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """``about`` is the id that the contents need beside the order; ``announces``: it says what is to come, so it is
    not sent for an order that ended; ``is_optional``: the order does not need it, a customer may refuse it.
    """

    contents: Contents
    names: tuple[str, ...] = ()
    about: str = ""
    media: tuple[Medium, ...] = (Medium.EMAIL,)
    announces: bool = False
    is_optional: bool = False


KINDS: Mapping[str, Kind] = {
    MailEvent.CONFIRMED: Kind(
        contents=order.confirmation, names=(*_LINES, "totals", "promise", "waiting", "address"), announces=True
    ),
    MailEvent.ORDER_LINK: Kind(contents=order.order_link, names=("link_until",)),
    MailEvent.CANCELED: Kind(contents=order.cancellation, names=(*_LINES, "was_paid")),
    MailEvent.PROMISE_SLIPPED: Kind(
        contents=order.promise_slip, about="choice_id", announces=True,
        names=(*_LINES, "promise", "cause", "options", "is_offer", "choice_url", "answer_until"),
    ),
    MailEvent.DISPATCHED: Kind(contents=parcel.dispatch, about="parcel_id", names=_PARCEL),
    MailEvent.OUT_FOR_DELIVERY: Kind(
        contents=parcel.coming_today, about="parcel_id", names=_PARCEL, media=(Medium.SMS,)
    ),
    MailEvent.DELIVERED: Kind(
        contents=parcel.delivery, about="parcel_id", media=_BOTH,
        names=(*_PARCEL, "signed_by", "delivered_on", "is_complete"),
    ),
    MailEvent.ADDRESS_ASKED: Kind(contents=parcel.address_question, about="parcel_id", names=(*_PARCEL, "address")),
    MailEvent.READY_FOR_PICKUP: Kind(
        contents=pickup.ready, about="fulfillment_order_id", media=_BOTH, announces=True,
        names=(*_LINES, "pickup_code", "counter", "counter_hours", "keep_until"),
    ),
    MailEvent.PAY_LINK: Kind(
        contents=payment.pay_link, names=(*_LINES, "amount", "pay_url", "was_declined"), announces=True
    ),
    MailEvent.TRANSFER: Kind(contents=payment.transfer, names=("transfers", "account"), announces=True),
    MailEvent.PROOF_ASKED: Kind(
        contents=proof.proof_request, about="review_id", names=("answer_until",), announces=True
    ),
    MailEvent.REFUNDED: Kind(contents=refund.refund, about="refund_id", names=("amount", "refund", "is_credit")),
    MailEvent.INVOICE: Kind(contents=document.document, about="document_id", names=_PAPER),
    MailEvent.CREDIT_NOTE: Kind(contents=document.document, about="document_id", names=_PAPER),
    MailEvent.RETURN_APPROVED: Kind(contents=returning.returned, about="return_id", names=_RETURN),
    MailEvent.RETURN_REJECTED: Kind(contents=returning.returned, about="return_id", names=_RETURN),
    MailEvent.RETURN_RECEIVED: Kind(contents=returning.returned, about="return_id", names=_RETURN),
    MailEvent.EXCHANGE_PLACED: Kind(contents=making_good.exchange, about="exchange_id", names=_EXCHANGE),
    MailEvent.EXCHANGE_DENIED: Kind(contents=making_good.exchange, about="exchange_id", names=_EXCHANGE),
    MailEvent.CLAIM_OPENED: Kind(contents=making_good.claim, about="claim_id", names=_CLAIM),
    MailEvent.CLAIM_DENIED: Kind(contents=making_good.claim, about="claim_id", names=_CLAIM),
    MailEvent.CLAIM_RESOLVED: Kind(contents=making_good.claim, about="claim_id", names=_CLAIM),
    MailEvent.PHONE_GIVEN: Kind(contents=texting.phone_given, about="consent_id", names=("phone",)),
    MailEvent.FEEDBACK_ASKED: Kind(
        contents=order.feedback_request, names=_LINES, announces=True, is_optional=True
    ),
}  # fmt: skip


def names_of(event: str) -> frozenset[str]:
    """What the words of an event may name; ``subject`` in HTML as well."""
    return frozenset((*BASE, *KINDS[event].names, "subject"))


def events_by(medium: Medium) -> list[str]:
    return [str(event) for event, kind in KINDS.items() if medium in kind.media]
