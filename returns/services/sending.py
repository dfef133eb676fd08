"""The goods leave the customer."""

from django.utils import timezone

from core.actors import Actor
from core.service import service
from returns.events import ReturnSent
from returns.locks import lock_return
from returns.models import Return
from returns.services.moving import move_return


@service
def record_return_sent(*, return_id: int, actor: Actor, carrier: str = "", tracking_number: str = "") -> Return:
    """The customer handed the goods to a carrier. Raises NotPermitted or MoveRefused."""
    ret = lock_return(return_id)
    ret.carrier, ret.tracking_number = carrier.strip(), tracking_number.strip()
    move_return(
        ret, "send", fact=ReturnSent, actor=actor, fields=("sent_at", "carrier", "tracking_number"),
        now=timezone.now(),
    )  # fmt: skip
    return ret
