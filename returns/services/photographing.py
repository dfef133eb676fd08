"""The clerk's pictures of returned goods, to show what came."""

import hashlib

from core.actors import Actor
from core.errors import Blocker, InvalidInput, MoveRefused, NotPermitted
from core.service import service
from orders.filing.checking import checked_file
from orders.filing.naming import safe_name
from orders.filing.pictures import plain_picture
from orders.services.attaching import keep_file
from returns.locks import lock_return
from returns.models import ReturnPhoto

MOST_PHOTOS = 12
CLERK = "returns.inspect_return"


@service
def keep_return_photo(*, return_id: int, name: str, content: bytes, actor: Actor) -> ReturnPhoto:
    """The picture, kept with the open return and its order; the same one sent again is the one that is kept.

    Raises NotPermitted, ReturnNotFound, FileRefused with what to do, MoveRefused once the return is over, and
    InvalidInput beyond twelve pictures. The content is written before its rows: when the transaction fails, a file is
    left that is swept.
    """
    if not actor.may(CLERK):
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
    file = checked_file(name=f"{ret.number}-photo-{count + 1}.jpg", content=plain)
    kept = keep_file(file=file, actor=actor, order_id=ret.order_id)
    return ReturnPhoto.objects.create(rma=ret, attachment=kept, taken_sha256=taken)
