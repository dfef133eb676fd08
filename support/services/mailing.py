"""What a mail becomes: a draft order, a case, one more word in a case, or nothing. Each once per mail."""

from collections.abc import Sequence

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.service import service
from orders.intake.requests import OrderRequest
from orders.locks import lock_order
from orders.models import Attachment, Order
from orders.services.attaching import give_to_order
from orders.services.drafts import create_draft
from orders.services.noting import add_note as note_on_order
from support.events import CaseLinked, MailTakenUp
from support.lifecycle import SETTLED
from support.locks import lock_case, lock_mail
from support.models import (
    Case,
    CaseAttachment,
    CaseKind,
    CaseMessage,
    CaseState,
    Direction,
    InboundMail,
    MailState,
    Priority,
)
from support.services.counting import recount_open_cases
from support.services.moving import make_move, save_news
from support.services.opening import open_case
from support.services.talking import add_note, record_customer_message, say

DONE = (MailState.DRAFTED, MailState.CASED, MailState.ANSWERED)
MOST_SAID = 7_900
MOST_NOTED = 3_900
MOST_KEPT = 8_000
STRANGER = "Answers do not go there, and the customer does not see this."
CUT = "\n\n[… the whole is kept with the mail]"


@service
def draft_from_mail(*, mail_id: int, request: OrderRequest, actor: Actor) -> Order:
    """A draft made of a mail, with its words as a note and its files; a case opened for it is resolved.

    Raises MailNotFound, NotPermitted, MoveRefused when the mail became an order before, RequestRefused.
    """
    mail = lock_mail(mail_id)
    ensure_may(actor, "support.work_inboundmail")
    if mail.order_id is not None:
        raise MoveRefused("make a draft", [Blocker("drafted", "the mail became an order already.")])
    order = create_draft(request, actor=actor)
    note_on_order(order_id=order.pk, text=_as_note(mail), actor=actor)
    give_to_order(attachment_ids=_files_of(mail), order_id=order.pk, actor=actor)
    publish(MailTakenUp(order_id=order.pk, mail_id=mail.pk), actor=actor)
    if mail.case_id is not None:
        _resolve_with(mail.case_id, order, actor)
    _close(mail, MailState.DRAFTED, order=order)
    return order


@service
def case_from_mail(
    *, mail_id: int, actor: Actor, kind: CaseKind = CaseKind.QUESTION, priority: Priority = Priority.NORMAL,
    team_id: int | None = None, order_id: int | None = None, suggested_order_id: int | None = None, note: str = "",
) -> InboundMail:  # fmt: skip
    """Open a case with the mail as its first message and its files; a mail that was worked stays what it is."""
    mail = lock_mail(mail_id)
    ensure_may(actor, "support.work_inboundmail")
    if mail.state in DONE:
        return mail
    case = open_case(
        subject=mail.subject or f"Mail from {mail.sender_email or 'somebody'}", text=_as_said(mail), actor=actor,
        order_id=order_id, customer_id=mail.customer_id, kind=kind, priority=priority, team_id=team_id,
        request_key=f"mail:{mail.pk}",
    )  # fmt: skip
    _attach(mail, case, case.messages.get(request_key=f"mail:{mail.pk}"))
    if note:
        add_note(case_id=case.pk, text=note, actor=actor)
    mail.suggested_order_id = suggested_order_id
    _close(mail, MailState.CASED, case=case)
    return mail


@service
def answer_from_mail(*, mail_id: int, case_id: int, actor: Actor) -> InboundMail:
    """Add the mail to the case it answers; a settled one opens again. Raises CaseNotFound."""
    mail = lock_mail(mail_id)
    ensure_may(actor, "support.work_inboundmail")
    if mail.state in DONE:
        return mail
    message = record_customer_message(
        case_id=case_id, text=_as_said(mail), actor=actor, request_key=f"mail:{mail.pk}"
    )  # fmt: skip
    _attach(mail, message.case, message)
    _close(mail, MailState.ANSWERED, case=message.case)
    return mail


@service
def note_from_stranger(*, mail_id: int, case_id: int, actor: Actor) -> InboundMail:
    """Keep the mail of a new sender in the case it answers, as a note for the staff; a waiting case is open again.

    Neither do they join what is said with the customer, nor do answers go to them. Raises CaseNotFound.
    """
    mail = lock_mail(mail_id)
    ensure_may(actor, "support.work_inboundmail")
    if mail.state in DONE:
        return mail
    case = lock_case(case_id)
    said = f"A new sender, {mail.sender_email or 'without an address'}, wrote. {STRANGER}\n\n{_as_said(mail)}"
    message = say(case, Direction.INTERNAL, said[:MOST_KEPT], actor=actor, request_key=f"mail:{mail.pk}")
    if case.state == CaseState.WAITING_CUSTOMER:
        make_move(case, "start", actor=SYSTEM)
    case.snoozed_until = None
    save_news(case, ["snoozed_until"])
    _attach(mail, case, message)
    _close(mail, MailState.ANSWERED, case=case)
    return mail


@service
def leave_mail(*, mail_id: int, state: MailState, reason: str) -> None:
    """Write down why nothing is done with it; a mail that was worked stays what it is."""
    mail = lock_mail(mail_id)
    if mail.state not in DONE:
        _close(mail, state, reason=reason)


@service
def link_case(*, case_id: int, order_number: str, actor: Actor) -> Case:
    """Say which order the case is about, once. Raises CaseNotFound, NotPermitted, InvalidInput, MoveRefused."""
    order = Order.objects.filter(number=order_number.strip().upper()).first()
    if order is None:
        raise InvalidInput(f"There is no order “{order_number}”. Copy its number.", field="order_number")
    lock_order(order.pk)
    case = lock_case(case_id)
    ensure_may(actor, "support.work_case")
    if case.order_id is not None:
        raise MoveRefused("link", [Blocker("linked", "the case has its order.")])
    _link(case, order, actor)
    return case


def _link(case: Case, order: Order, actor: Actor) -> None:
    case.order = order
    case.customer_id = case.customer_id or order.customer_id
    case.save(update_fields=["order", "customer"])
    publish(CaseLinked(order_id=order.pk, case_id=case.pk), actor=actor)
    recount_open_cases(order.pk, actor=actor)


def _resolve_with(case_id: int, order: Order, actor: Actor) -> None:
    """The case asked for an order, and here it is; the order is new, so nobody else can hold its lock."""
    case = lock_case(case_id)
    add_note(case_id=case.pk, text=f"Draft {order.number} was made of it.", actor=SYSTEM)
    if case.order_id is None:
        _link(case, order, actor)
    if case.kind == CaseKind.ORDER and case.state not in SETTLED:
        make_move(case, "resolve", actor=SYSTEM)


def _close(
    mail: InboundMail, state: MailState, *, reason: str = "", order: Order | None = None, case: Case | None = None
) -> None:
    mail.state, mail.reason, mail.worked_at = state, reason[:400], timezone.now()
    mail.order, mail.case = order or mail.order, case or mail.case
    mail.save(update_fields=["state", "reason", "worked_at", "order", "case", "suggested_order"])


def _attach(mail: InboundMail, case: Case, message: CaseMessage) -> None:
    files = Attachment.objects.filter(pk__in=_files_of(mail), case_file=None).order_by("pk")
    CaseAttachment.objects.bulk_create(
        CaseAttachment(case=case, message=message, attachment=attachment) for attachment in files
    )


def _files_of(mail: InboundMail) -> Sequence[int]:
    return list(mail.parts.exclude(attachment=None).values_list("attachment_id", flat=True))


def _as_said(mail: InboundMail) -> str:
    text = mail.text or "(The mail has no words.)"
    return text if len(text) <= MOST_SAID else text[:MOST_SAID] + CUT


def _as_note(mail: InboundMail) -> str:
    text = f"E-mail of {mail.sender_name} <{mail.sender_email}>: {mail.subject or '(no subject)'}\n\n{mail.text}"
    return text if len(text) <= MOST_NOTED else text[:MOST_NOTED] + CUT
