"""Pictures of returned goods: the customer's, to show what is wrong, and the clerk's, to show what came."""

import hashlib

from core.actors import Actor
from core.errors import Blocker, InvalidInput, MoveRefused, NotPermitted
from core.service import service
from orders.filing.pictures import plain_picture
from orders.filing.checking import checked_file
from orders.filing.naming import safe_name
from orders.services.attaching import keep_file
from returns.locks import lock_return
from returns.models import ReturnPhoto

MOST_PHOTOS = 12
CLERK = "returns.inspect_return"
CUSTOMER = "returns.request_return"


@service
def keep_return_photo(
    *, return_id: int, name: str, content: bytes, actor: Actor, line_id: int | None = None
) -> ReturnPhoto:
    """The picture, kept with the open return and its order; the same one sent again is the one that is kept.

    ``line_id`` is the return line it shows. Raises NotPermitted, ReturnNotFound, FileRefused with what to do,
    MoveRefused once the return is over, and InvalidInput beyond twelve pictures. The content is written before its
    rows: when the transaction fails, a file is left that is swept.
    """
    if not (actor.may(CLERK) or actor.may(CUSTOMER)):
        raise NotPermitted("You may look at this return, not add pictures. Ask a lead for the right.", right=CLERK)
    # Before the lock: nobody waits while a picture is drawn.
    plain = plain_picture(name=safe_name(name), content=content)
    taken = hashlib.sha256(content).hexdigest()
    ret = lock_return(return_id)
    before = ret.photos.filter(taken_sha256=taken).first()
    if before is not None:
        return before
    count = ret.photos.count()
    if ret.ended_at is not None:
        raise MoveRefused("photograph", [Blocker("return_over", f"{ret.number} is over.")])
    if count >= MOST_PHOTOS:
        raise InvalidInput(f"A return keeps at most {MOST_PHOTOS} pictures.", field="photo")
    if line_id is not None and not ret.lines.filter(pk=line_id).exists():
        raise InvalidInput("These goods belong to another return.", field="line")
    file = checked_file(name=f"{ret.number}-photo-{count + 1}.jpg", content=plain)
    kept = keep_file(file=file, actor=actor, order_id=ret.order_id)
    return ReturnPhoto.objects.create(
        rma=ret, line_id=line_id, attachment=kept, taken_sha256=taken, is_from_customer=not actor.may(CLERK)
    )
