"""Pictures that customers send: checked and drawn anew before any lock, kept with the order they are about."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Sum

from core.actors import Actor
from core.service import service
from orders.errors import TooManyPhotos
from orders.filing.checking import CheckedFile
from orders.filing.naming import safe_name
from orders.filing.pictures import plain_picture
from orders.filing.sniffing import JPEG
from orders.locks import lock_order
from orders.models import CustomerPhoto, Order, PhotoOf
from orders.services.attaching import keep_file

MEBIBYTE = 1024 * 1024
MOST_AT_ONCE = 6
MOST_A_DAY = 20
MOST_BYTES_A_DAY = 120 * MEBIBYTE
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DrawnPhoto:
    """A picture drawn anew, and what it was as it came."""

    content: bytes
    taken_sha256: str
    taken_bytes: int


def draw_photos(files: Iterable[tuple[str, bytes]]) -> list[DrawnPhoto]:
    """Names and contents as pictures that may be kept; slow, so never called under a lock.

    Raises FileRefused for the first that is none, and TooManyPhotos beyond six.
    """
    sent = list(files)
    if len(sent) > MOST_AT_ONCE:
        raise TooManyPhotos(f"At most {MOST_AT_ONCE} pictures at once. Choose the best ones.", most=MOST_AT_ONCE)
    return [
        DrawnPhoto(
            content=plain_picture(name=safe_name(name), content=content),
            taken_sha256=hashlib.sha256(content).hexdigest(), taken_bytes=len(content),
        )
        for name, content in sent
    ]  # fmt: skip


@service
def keep_customer_photos(
    *, order_id: int, kind: PhotoOf, reference: str, photos: Sequence[DrawnPhoto], actor: Actor, now: datetime
) -> list[CustomerPhoto]:
    """The pictures, kept with the order; one that was kept with this reference before is not kept again.

    Raises OrderNotFound, and TooManyPhotos when the order took its pictures of the day. The contents are written
    before their rows: when the transaction fails, files are left that are swept.
    """
    if not photos:
        return []
    order = lock_order(order_id)
    before = set(CustomerPhoto.objects.filter(kind=kind, reference=reference).values_list("taken_sha256", flat=True))
    new = {photo.taken_sha256: photo for photo in photos if photo.taken_sha256 not in before}
    _ensure_room(order, list(new.values()), now=now)
    return [
        _keep(order, kind, reference, photo, number=len(before) + nr, actor=actor)
        for nr, photo in enumerate(new.values(), start=1)
    ]


def _ensure_room(order: Order, new: Sequence[DrawnPhoto], *, now: datetime) -> None:
    recent = CustomerPhoto.objects.filter(order=order, kept_at__gt=now - A_DAY)
    there = recent.aggregate(count=Count("pk"), size=Sum("taken_bytes", default=0))
    size = there["size"] + sum(photo.taken_bytes for photo in new)
    if there["count"] + len(new) > MOST_A_DAY or size > MOST_BYTES_A_DAY:
        raise TooManyPhotos(
            f"An order takes {MOST_A_DAY} pictures a day. Send the rest tomorrow, or write to us.", most=MOST_A_DAY
        )


def _keep(
    order: Order, kind: PhotoOf, reference: str, photo: DrawnPhoto, *, number: int, actor: Actor
) -> CustomerPhoto:
    file = CheckedFile(name=f"{reference}-photo-{number}.jpg", content_type=JPEG, content=photo.content)
    kept = keep_file(file=file, actor=actor, order_id=order.pk)
    return CustomerPhoto.objects.create(
        order=order, attachment=kept, kind=kind, reference=reference, taken_sha256=photo.taken_sha256,
        taken_bytes=photo.taken_bytes,
    )  # fmt: skip
