"""A case's answer as a mail: written with the answer itself, sent here with no lock held, its outcome kept there."""

from core import faults
from notifications.content.rendering import Rendered, Source, render, source_in_files
from notifications.errors import RecipientRefused
from notifications.mailers.smtp import OutgoingMail, send_mail
from notifications.selectors.wanted import reason_of, suppression_of
from notifications.services.suppressing import suppress_refused
from support.canned.filling import written_out
from support.models import CaseMail, SentState
from support.services.mail_outcomes import record_answer_attempt, record_answer_refused, record_answer_sent

WORDS = "support.answered"


def send_answer(*, message_id: int) -> None:
    """Send the mail of one answer, unless it went or is not to go; a second try carries the same Message-ID.

    To an address that gets no mails it is not sent: the case shows why. ``message_id`` is the key of the case's
    message. Raises Unavailable and Misconfigured.
    """
    mail = CaseMail.objects.select_related("said__case__order").filter(said_id=message_id).first()
    if mail is None or mail.state != SentState.QUEUED:
        return
    if reason := reason_of(suppression_of(mail.to, event=WORDS)):
        record_answer_refused(mail_id=mail.pk, words=reason)
        return
    record_answer_attempt(mail_id=mail.pk)
    faults.hit("mail.before_call")
    try:
        send_mail(outgoing(mail))
    except RecipientRefused as error:
        suppress_refused(address=mail.to, words=error.message)
        record_answer_refused(mail_id=mail.pk, words=error.message)
        return
    faults.hit("mail.after_call")
    record_answer_sent(mail_id=mail.pk)
    faults.hit("mail.after_commit")


def outgoing(mail: CaseMail) -> OutgoingMail:
    """What goes over the wire: the words as they stand in the case, escaped where markup would be read."""
    body = _body(mail)
    thread = {"In-Reply-To": f"<{mail.in_reply_to}>"} if mail.in_reply_to else {}
    if mail.references:
        thread["References"] = " ".join(f"<{each}>" for each in mail.references)
    return OutgoingMail(
        message_id=f"<{mail.message_id}>", sender=mail.sender, to=mail.to, subject=mail.subject, text=body.text,
        html=body.html, language=mail.locale, reply_to=mail.reply_to, thread=thread, is_automatic=False,
    )  # fmt: skip


def _body(mail: CaseMail) -> Rendered:
    files = source_in_files(WORDS, "en")
    source = Source(subject="{{ subject }}", text=files.text, html=files.html)
    case = mail.said.case
    text = written_out(case, mail.said.text)
    context = {"subject": mail.subject, "text": text, "number": case.number, "locale": mail.locale}
    return render(source, context)
