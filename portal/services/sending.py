"""What customers send with pictures: the wish and its pictures, all or nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from core.actors import Actor
from core.service import service
from orders.models import PhotoOf
from orders.services.picturing import DrawnPhoto, keep_customer_photos
from returns.models import Resolution, Return
from returns.services.requesting import request_return
from support.models import Case, CaseKind, CaseMessage
from support.services.filing import put_to_message
from support.services.opening import open_case
from support.services.talking import record_customer_message


@service
def ask_return(
    *, order_id: int, units: Mapping[int, int], reason_code: str, comment: str, request_key: str | None,
    photos: Sequence[DrawnPhoto], now: datetime, actor: Actor, resolution: str = Resolution.REFUND,
) -> Return:  # fmt: skip
    """The return with its pictures, for ``resolution``.

    Raises as ``request_return`` and ``keep_customer_photos`` do.
    """
    ret = request_return(
        order_id=order_id, units=units, reason_code=reason_code, comment=comment, resolution=resolution,
        request_key=request_key, actor=actor,
    )  # fmt: skip
    keep_customer_photos(
        order_id=order_id, kind=PhotoOf.RETURN, reference=ret.number, photos=photos, actor=actor, now=now
    )
    return ret


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
    message = record_customer_message(case_id=case.pk, text=text, request_key=request_key, actor=actor)
    _put_pictures(order_id, case, message, photos, now=now, actor=actor)
    return message


def _put_pictures(
    order_id: int, case: Case, message: CaseMessage, photos: Sequence[DrawnPhoto], *, now: datetime, actor: Actor
) -> None:
    kept = keep_customer_photos(
        order_id=order_id, kind=PhotoOf.MESSAGE, reference=case.number, photos=photos, actor=actor, now=now
    )
    put_to_message(case_id=case.pk, message_id=message.pk, attachment_ids=[photo.attachment_id for photo in kept])
