"""What became of the mail that carries an answer."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F
from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.service import service
from support.events import AnswerSendAsked
from support.locks import lock_case
from support.models import CaseMail, SentState

RIGHT = "support.reply_case"


@service
def record_answer_attempt(*, mail_id: int) -> None:
    """Counted before the wire is touched."""
    CaseMail.objects.filter(pk=mail_id).update(attempts=F("attempts") + 1)


@service
def record_answer_sent(*, mail_id: int) -> None:
    """A mail server took it. Repetition is harmless."""
    queued = CaseMail.objects.filter(pk=mail_id, state=SentState.QUEUED)
    queued.update(state=SentState.SENT, sent_at=timezone.now(), error="")


@service
def record_answer_refused(*, mail_id: int, words: str) -> None:
    """The mail server will never take it; its words are kept and shown in the case."""
    CaseMail.objects.filter(pk=mail_id, state=SentState.QUEUED).update(state=SentState.FAILED, error=words[:400])


@service
def resend_answer(*, casemail_id: int, actor: Actor, to: str = "") -> CaseMail:
    """Send a refused answer again, to one other address when it is given.

    Raises NotPermitted, MoveRefused when it was not refused, and InvalidInput for what is no address.
    """
    known = CaseMail.objects.select_related("said").get(pk=casemail_id)
    case = lock_case(known.said.case_id)
    ensure_may(actor, RIGHT)
    known.refresh_from_db()
    if reasons := resend_blockers(known):
        raise MoveRefused("send again", reasons)
    known.to = to.strip().lower() or known.to
    try:
        validate_email(known.to)
    except ValidationError as error:
        raise InvalidInput(f"“{known.to}” is no e-mail address.", field="to") from error
    known.state, known.error = SentState.QUEUED, ""
    known.save(update_fields=["state", "error", "to"])
    publish(AnswerSendAsked(order_id=case.order_id, case_id=case.pk, message_id=known.said_id), actor=actor)
    return known


def resend_blockers(mail: CaseMail) -> list[Blocker]:
    """Why it is not sent again."""
    if mail.state in (SentState.FAILED, SentState.SKIPPED):
        return []
    return [Blocker("wrong_state", f"it is {mail.get_state_display().lower()}.")]
