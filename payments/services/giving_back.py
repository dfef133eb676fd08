"""The office's refunds: asked for now, sent when the window for undoing is over."""

from core.actors import Actor, ensure_may
from core.effects.window import Postponed, end_of_window
from core.errors import MoveRefused
from core.fsm import blockers_of, right_of
from core.service import service
from orders.services.postponing import postpone
from payments.locks import lock_refund
from payments.models import Refund
from payments.services.refunding import request_refund


@service
def ask_to_refund(*, refund_id: int, actor: Actor) -> Refund | Postponed:
    """The refund, on its way at once where there is no window; else the act that waits for its end.

    Raises NotPermitted, and MoveRefused for a refund that cannot be sent and while another act waits.
    """
    until = end_of_window(actor)
    if until is None:
        return request_refund(refund_id=refund_id, actor=actor)
    order, _, refund = lock_refund(refund_id)
    ensure_may(actor, right_of(refund, "request"))
    reasons = blockers_of(refund, "request")
    if reasons:
        raise MoveRefused("request", reasons)
    return postpone(order, "payments.tasks.refund_later", act="refund", actor=actor, until=until, refund_id=refund_id)
