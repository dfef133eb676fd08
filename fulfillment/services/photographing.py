"""A picture of what goes into a parcel, for the day somebody says it was not in there."""

import hashlib

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.service import service
from fulfillment.locks import lock_parcel
from fulfillment.models import Parcel, ParcelPhoto
from fulfillment.statuses import ParcelState
from orders.filing.checking import checked_file
from orders.filing.naming import safe_name
from orders.filing.pictures import plain_picture
from orders.services.attaching import keep_file

MOST_PHOTOS = 6


@service
def keep_photo(*, parcel_id: int, name: str, content: bytes, actor: Actor) -> ParcelPhoto:
    """The picture, kept with the open parcel and its order; the same picture sent again is the one that is kept.

    Raises NotPermitted, ParcelNotFound, FileRefused, MoveRefused once the parcel is closed, and InvalidInput beyond
    six pictures. The content is written before its rows: when the transaction fails, a file is left that is swept.
    """
    ensure_may(actor, "fulfillment.pack_parcel")
    # Before the lock: nobody waits while a picture is drawn.
    plain = plain_picture(name=safe_name(name), content=content)
    taken = hashlib.sha256(content).hexdigest()
    parcel = lock_parcel(parcel_id)
    before = parcel.photos.filter(taken_sha256=taken).first()
    if before is not None:
        return before
    count = parcel.photos.count()
    _ensure_takes_one_more(parcel, count)
    file = checked_file(name=f"{parcel.number}-photo-{count + 1}.jpg", content=plain)
    kept = keep_file(file=file, actor=actor, order_id=parcel.fulfillment_order.order_id)
    return ParcelPhoto.objects.create(parcel=parcel, attachment=kept, taken_sha256=taken)


def _ensure_takes_one_more(parcel: Parcel, count: int) -> None:
    if parcel.state != ParcelState.PACKING:
        sentence = f"{parcel.number} is closed."
        raise MoveRefused("photograph", [Blocker("parcel_closed", sentence, fix="Open it again first.")])
    if count >= MOST_PHOTOS:
        raise InvalidInput(f"A parcel keeps at most {MOST_PHOTOS} pictures. Close it with those.", field="photo")
