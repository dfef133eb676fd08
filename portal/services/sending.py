"""What customers send with pictures: the wish and its pictures, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.actors import Actor
from core.service import service
from orders.models import PhotoOf
from orders.services.picturing import DrawnPhoto, keep_customer_photos
from returns.models import Claim, Exchange, Return
from returns.services.claiming import open_claim
from returns.services.exchanging import request_exchange
from returns.services.picturing import put_to_claim, put_to_return
from returns.services.requesting import request_return
from support.models import Case, CaseKind, CaseMessage
from support.selectors.panels import own_case
from support.services.filing import put_to_message
from support.services.opening import open_case
from support.services.talking import record_customer_message


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What every form with pictures has; the same ``request_key`` again is the same wish."""

    units: Mapping[int, int]
    comment: str
    request_key: str | None
    photos: Sequence[DrawnPhoto]
    now: datetime


@service
def ask_return(*, order_id: int, wish: Wish, reason_code: str, resolution: str, actor: Actor) -> Return:
    """The return with its pictures. Raises as ``request_return`` and ``keep_customer_photos`` do."""
    ret = request_return(
        order_id=order_id, units=wish.units, reason_code=reason_code, comment=wish.comment, resolution=resolution,
        request_key=wish.request_key, now=wish.now, actor=actor,
    )  # fmt: skip
    _picture_return(order_id, ret, wish, actor=actor)
    return ret


@service
def ask_exchange(
    *, order_id: int, wish: Wish, reason_code: str, goods: Mapping[str, int] | None, actor: Actor
) -> Exchange:
    """The exchange, its return with the pictures. Raises as ``request_exchange`` and ``keep_customer_photos`` do."""
    exchange = request_exchange(
        order_id=order_id, units=wish.units, reason_code=reason_code, goods=goods, comment=wish.comment,
        request_key=wish.request_key, now=wish.now, actor=actor,
    )  # fmt: skip
    _picture_return(order_id, exchange.rma, wish, actor=actor)
    return exchange


@service
def claim(*, order_id: int, wish: Wish, kind: str, actor: Actor) -> Claim:
    """The claim with its pictures. Raises as ``open_claim`` and ``keep_customer_photos`` do."""
    opened = open_claim(
        order_id=order_id, kind=kind, units=wish.units, comment=wish.comment, request_key=wish.request_key,
        now=wish.now, actor=actor,
    )  # fmt: skip
    kept = keep_customer_photos(
        order_id=order_id, kind=PhotoOf.CLAIM, reference=opened.number, photos=wish.photos, actor=actor, now=wish.now
    )
    put_to_claim(claim_id=opened.pk, photos=kept)
    return opened


def _picture_return(order_id: int, ret: Return, wish: Wish, *, actor: Actor) -> None:
    kept = keep_customer_photos(
        order_id=order_id, kind=PhotoOf.RETURN, reference=ret.number, photos=wish.photos, actor=actor, now=wish.now
    )
    put_to_return(return_id=ret.pk, photos=kept)


@service
def open_conversation(
    *, order_id: int, subject: str, text: str, kind: CaseKind, request_key: str | None,
    photos: Sequence[DrawnPhoto], now: datetime, actor: Actor,
) -> Case:  # fmt: skip
    """A new case with its pictures. Raises as ``open_case`` and ``keep_customer_photos`` do."""
    case = open_case(order_id=order_id, subject=subject, text=text, kind=kind, request_key=request_key, actor=actor)
    first = case.messages.order_by("pk").first()
    if first is not None:
        _put_pictures(order_id, case, first, photos, now=now, actor=actor)
    return case


@service
def go_on_talking(
    *, order_id: int, case: Case, text: str, request_key: str | None, photos: Sequence[DrawnPhoto], now: datetime,
    actor: Actor,
) -> CaseMessage:  # fmt: skip
    """More words, with their pictures. Raises as ``record_customer_message`` and ``keep_customer_photos`` do."""
    message = record_customer_message(
        case_id=own_case(case, order_id), text=text, request_key=request_key, actor=actor
    )  # fmt: skip
    _put_pictures(order_id, case, message, photos, now=now, actor=actor)
    return message


def _put_pictures(
    order_id: int, case: Case, message: CaseMessage, photos: Sequence[DrawnPhoto], *, now: datetime, actor: Actor
) -> None:
    kept = keep_customer_photos(
        order_id=order_id, kind=PhotoOf.MESSAGE, reference=case.number, photos=photos, actor=actor, now=now
    )
    put_to_message(case_id=case.pk, message_id=message.pk, attachment_ids=[photo.attachment_id for photo in kept])
