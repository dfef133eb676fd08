"""The mail of an answer: to whom, from where, and how it is threaded. Written with the answer, sent after it."""

from collections.abc import Sequence
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from support.intake.reply_address import reply_address, without_tag
from support.models import Case, CaseMail, CaseMessage, InboundMail, MailAim, MailRoute, SentState
from support.selectors.addresses import addresses_of

SALT = "support.services.letters"
MOST_REFERENCES = 20
DEFAULT_LOCALE = "en"


def recipient_of(case: Case, known: Sequence[str] | None = None) -> str:
    """The one address an answer goes to; empty when none is known.

    The customer's own or whoever the case began with, of these who wrote last: somebody else who joins is not answered.
    """
    known = addresses_of(case) if known is None else known
    last = _mails(case, known).order_by("-pk").first()
    return last.sender_email if last is not None else next(iter(known), "")


def write_letter(case: Case, message: CaseMessage) -> CaseMail:
    """The mail that carries an answer, kept in the same transaction; not sent where nobody is to be written to."""
    known = addresses_of(case)
    to, sender = recipient_of(case, known), _sender(case)
    why = _why_not(case, to)
    answered = list(_mails(case, known).exclude(message_id="").order_by("pk").values_list("message_id", flat=True))
    own = list(CaseMail.objects.filter(said__case=case).order_by("pk").values_list("message_id", flat=True))
    thread = [*answered, *own][-MOST_REFERENCES:]
    return CaseMail.objects.create(
        said=message, message_id=_message_id(message, sender), in_reply_to=answered[-1] if answered else "",
        references=thread, sender=sender, reply_to=_reply_to(case, known), to=to, subject=_subject(case)[:300],
        locale=_locale(case), state=SentState.SKIPPED if why else SentState.QUEUED, error=why,
    )  # fmt: skip


def _mails(case: Case, known: Sequence[str]) -> QuerySet[InboundMail]:
    return InboundMail.objects.filter(case=case, sender_email__in=known)


def _why_not(case: Case, to: str) -> str:
    if case.order is not None and case.order.is_practice:
        return "The order is for practice."
    return "" if to else "No address is known. The customer reads it on the order's page."


def _sender(case: Case) -> str:
    if case.order is not None:
        channel = case.order.channel
        return formataddr((channel.name, channel.sender_email))
    return str(settings.DEFAULT_FROM_EMAIL)


def _reply_to(case: Case, known: Sequence[str]) -> str:
    """An address that comes in here and leads to the case; empty when no address of ours comes in."""
    last = _mails(case, known).exclude(sent_to="").order_by("-pk").first()
    route = MailRoute.objects.filter(aim=MailAim.CASE, is_active=True).order_by("pk").first()
    base = last.sent_to if last else route.address if route else ""
    return reply_address(case_id=case.pk, base=without_tag(base)) if base else ""


def _subject(case: Case) -> str:
    about = case.subject if case.subject.lower().startswith("re:") else f"Re: {case.subject}"
    return f"{about} [{case.number}]"


def _message_id(message: CaseMessage, sender: str) -> str:
    """The same answer is the same Message-ID, for ever; who names it leads into the case, so nobody can guess it."""
    digest = salted_hmac(SALT, str(message.pk), algorithm="sha256").hexdigest()[:32]
    return f"{digest}@{parseaddr(sender)[1].rpartition('@')[2] or 'localhost'}"


def _locale(case: Case) -> str:
    customer = case.customer or (case.order.customer if case.order else None)
    return customer.locale[:5] if customer and customer.locale else DEFAULT_LOCALE
