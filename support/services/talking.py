"""What is said in a case."""

from django.db.models import Q
from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.service import service
from support.canned.variables import left_open
from support.events import CustomerAnswered, CustomerWrote
from support.lifecycle import SETTLED
from support.locks import ensure_unchanged, lock_case
from support.models import Case, CaseMessage, CaseState, Direction
from support.selectors.merged import goes_on_in
from support.services.assigning import keep_if_nobodys
from support.services.clocks import CLOCK_FIELDS, answer_given, await_answer
from support.services.letters import write_letter
from support.services.moving import make_move, save_news

REPLY = "support.reply_case"


@service
def reply(
    *, case_id: int, text: str, actor: Actor, expected_version: int | None = None, request_key: str | None = None
) -> CaseMessage:
    """Answer the customer, by mail where an address is known; the case then waits for them.

    A case that nobody has is from then on theirs who answered.
    The same ``request_key`` again gives the answer kept then. Raises CaseNotFound, NotPermitted, CaseChanged when
    something was said or done since ``expected_version``, MoveRefused for a merged case, and InvalidInput for no
    words or for a place of a canned answer that nobody filled in.
    """
    case = lock_case(case_id)
    ensure_may(actor, REPLY)
    repeated = CaseMessage.objects.filter(request_key=request_key, case=case).first() if request_key else None
    if repeated is not None:
        return repeated
    ensure_unchanged(case, expected_version)
    message = answer(case, text, actor=actor, request_key=request_key)
    if not case.blockers("wait_for_customer"):
        make_move(case, "wait_for_customer", actor=SYSTEM)
    return message


def answer(case: Case, text: str, *, actor: Actor, request_key: str | None = None) -> CaseMessage:
    """The answer in a locked case with the mail that carries it; the case is not moved by it."""
    if case.merged_into_id is not None:
        raise MoveRefused("answer", [Blocker("merged", f"it goes on in {case.merged_into}.", fix="Answer there.")])
    if left := left_open(text, has_order=case.order_id is not None):
        named = ", ".join(f"{{{name}}}" for name in left)
        raise InvalidInput(f"Nothing was known for {named}: write it in, or take it out.", field="text")
    message = say(case, Direction.OUTBOUND, text, actor=actor, request_key=request_key)
    write_letter(case, message)
    answer_given(case, now=timezone.now())
    save_news(case, ["answered_at", *CLOCK_FIELDS])
    publish(CustomerAnswered(order_id=case.order_id, case_id=case.pk, message_id=message.pk), actor=actor)
    keep_if_nobodys(case, actor=actor)
    return message


@service
def add_note(*, case_id: int, text: str, actor: Actor) -> CaseMessage:
    """A remark the customer never sees. Raises CaseNotFound, NotPermitted, InvalidInput."""
    case = lock_case(case_id)
    ensure_may(actor, "support.work_case")
    return say(case, Direction.INTERNAL, text, actor=actor)


@service
def record_customer_message(*, case_id: int, text: str, actor: Actor, request_key: str | None = None) -> CaseMessage:
    """The customer wrote again: a waiting case goes on, a settled one opens again, a snoozed one is back.

    What is said in a merged case is said where it goes on. The same ``request_key`` again gives the message kept
    then. Raises CaseNotFound or InvalidInput.
    """
    case = lock_case(goes_on_in(case_id))
    if case.merged_into_id is not None:
        case = lock_case(case.merged_into_id)
    if request_key:
        here = Q(case=case) | Q(said_in_id=case_id)
        repeated = CaseMessage.objects.filter(here, request_key=request_key).first()
        if repeated is not None:
            return repeated
    if case.state in SETTLED and case.cause:
        case = _open_of_same_cause(case)
    message = say(case, Direction.INBOUND, text, actor=actor, request_key=request_key)
    if case.pk != case_id:
        message.said_in_id = case_id
        message.save(update_fields=["said_in"])
    publish(CustomerWrote(order_id=case.order_id, case_id=case.pk, message_id=message.pk), actor=actor)
    if case.state in SETTLED and not case.blockers("reopen"):
        make_move(case, "reopen", actor=SYSTEM)
    elif case.state == CaseState.WAITING_CUSTOMER:
        make_move(case, "start", actor=SYSTEM)
    await_answer(case, now=timezone.now())
    case.snoozed_until = None
    save_news(case, ["snoozed_until", *CLOCK_FIELDS])
    return message


def _open_of_same_cause(case: Case) -> Case:
    """A settled case stays settled while another one of its cause is open: what is said is read there."""
    other = Case.objects.filter(cause=case.cause, resolved_at=None).values_list("pk", flat=True).first()
    return lock_case(other) if other is not None else case


def say(case: Case, direction: Direction, text: str, *, actor: Actor, request_key: str | None = None) -> CaseMessage:
    """One more message in a locked case. Raises InvalidInput for no words."""
    if not text.strip():
        raise InvalidInput("Write something first.", field="text")
    return CaseMessage.objects.create(
        case=case, direction=direction, text=text.strip(), author=actor.label, request_key=request_key or None
    )
