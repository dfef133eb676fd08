"""What is said in a case."""

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import InvalidInput
from core.events import publish
from core.service import service
from support.events import CustomerAnswered, CustomerWrote
from support.lifecycle import SETTLED
from support.locks import lock_case
from support.models import Case, CaseMessage, CaseState, Direction
from support.services.moving import make_move


@service
def reply(*, case_id: int, text: str, actor: Actor) -> CaseMessage:
    """Answer the customer; the case then waits for them. Raises CaseNotFound, NotPermitted, InvalidInput."""
    case = lock_case(case_id)
    ensure_may(actor, "support.reply_case")
    message = _say(case, Direction.OUTBOUND, text, actor=actor)
    if case.answered_at is None:
        case.answered_at = timezone.now()
        case.save(update_fields=["answered_at"])
    publish(CustomerAnswered(order_id=case.order_id, case_id=case.pk, message_id=message.pk), actor=actor)
    if not case.blockers("wait_for_customer"):
        make_move(case, "wait_for_customer", actor=SYSTEM)
    return message


@service
def add_note(*, case_id: int, text: str, actor: Actor) -> CaseMessage:
    """A remark the customer never sees. Raises CaseNotFound, NotPermitted, InvalidInput."""
    case = lock_case(case_id)
    ensure_may(actor, "support.work_case")
    return _say(case, Direction.INTERNAL, text, actor=actor)


@service
def record_customer_message(*, case_id: int, text: str, actor: Actor, request_key: str | None = None) -> CaseMessage:
    """The customer wrote again: a waiting case goes on, a settled one opens again.

    The same ``request_key`` again gives the message kept then. Raises CaseNotFound or InvalidInput.
    """
    case = lock_case(case_id)
    if request_key:
        repeated = CaseMessage.objects.filter(request_key=request_key, case=case).first()
        if repeated is not None:
            return repeated
    message = _say(case, Direction.INBOUND, text, actor=actor, request_key=request_key)
    publish(CustomerWrote(order_id=case.order_id, case_id=case.pk, message_id=message.pk), actor=actor)
    if case.state in SETTLED:
        make_move(case, "reopen", actor=SYSTEM)
    elif case.state == CaseState.WAITING_CUSTOMER:
        make_move(case, "start", actor=SYSTEM)
    return message


def _say(case: Case, direction: Direction, text: str, *, actor: Actor, request_key: str | None = None) -> CaseMessage:
    if not text.strip():
        raise InvalidInput("Write something first.", field="text")
    return CaseMessage.objects.create(
        case=case, direction=direction, text=text.strip(), author=actor.label, request_key=request_key or None
    )
