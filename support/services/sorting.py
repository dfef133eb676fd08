"""Read one mail and do what its address says. Every step can be repeated; a mail never places an order."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused, OmsError
from orders.filing.store import read_file
from orders.intake.requests import CustomerRequest, LineRequest, OrderRequest
from orders.models import Order
from orders.statuses import Intake
from support.intake.reading import ReadMail, read_mail
from support.lifecycle import SETTLED
from support.models import CaseKind, InboundMail, MailAim, MailRoute, MailState, Priority
from support.selectors.addresses import is_let_in
from support.selectors.mails import (
    case_answered,
    channel_of,
    is_from_ourselves,
    last_address_of,
    mails_lately,
    open_case_of,
    order_answered,
    order_named,
    route_of,
    sure_lines,
)
from support.services.keeping import POSTMAN
from support.services.mailing import answer_from_mail, case_from_mail, draft_from_mail, leave_mail, note_from_stranger
from support.services.taking_in import take_in

UNSURE = "What is ordered could not be read for certain. Make a draft of the mail and fill it in."


def work_mail(*, mail_id: int) -> None:
    """Make of a kept mail what it is to become, or write down why nothing; twice is harmless."""
    kept = InboundMail.objects.select_related("raw").get(pk=mail_id)
    if kept.state != MailState.KEPT or kept.raw is None:
        return
    read = read_mail(read_file(kept.raw.path))
    mail = take_in(mail_id=mail_id, read=read)
    why = read.automatic or _why_ignored(mail)
    if why:
        leave_mail(mail_id=mail.pk, state=MailState.IGNORED, reason=why)
    elif mails_lately(mail, now=timezone.now()) > settings.MAIL_MAX_PER_SENDER_HOUR:
        reason = (
            f"More than {settings.MAIL_MAX_PER_SENDER_HOUR} mails of this sender within an hour. Take it up by hand."
        )
        leave_mail(mail_id=mail.pk, state=MailState.PARKED, reason=reason)
    else:
        _sort(mail, read, actor=POSTMAN)


def take_up(*, mail_id: int, actor: Actor) -> InboundMail:
    """Work a mail that was left alone, as its address says. Raises NotPermitted, MoveRefused for a worked one."""
    ensure_may(actor, "support.work_inboundmail")
    mail = InboundMail.objects.select_related("raw").get(pk=mail_id)
    if mail.state not in (MailState.IGNORED, MailState.PARKED, MailState.KEPT) or mail.raw is None:
        raise MoveRefused("take up", [Blocker("worked", "something was made of it already.")])
    read = read_mail(read_file(mail.raw.path))
    _sort(take_in(mail_id=mail_id, read=read), read, actor=actor)
    return mail


def _why_ignored(mail: InboundMail) -> str:
    if mail.envelope_from == "":
        return "It has no sender to answer (empty return path)."
    return "It comes from one of our own addresses." if is_from_ourselves(mail) else ""


def _sort(mail: InboundMail, read: ReadMail, *, actor: Actor) -> None:
    addresses = [mail.envelope_to, *read.recipients]
    case = case_answered(mail, addresses=addresses, references=read.references)
    named, is_theirs = order_named(mail)
    order = order_answered(mail, read.references) or (named if is_theirs else None)
    if case is None and order is not None:
        case = open_case_of(order)
    if case is not None and is_let_in(case, mail.sender_email):
        answer_from_mail(mail_id=mail.pk, case_id=case.pk, actor=actor)
        return
    if case is not None and case.state not in SETTLED:
        note_from_stranger(mail_id=mail.pk, case_id=case.pk, actor=actor)
        return
    route = route_of(mail)
    if route is not None and route.aim == MailAim.ORDER and order is None:
        _order(mail, route, actor=actor)
        return
    _open(mail, route, order=order, suggested=None if order else named, actor=actor)


def _open(
    mail: InboundMail, route: MailRoute | None, *, order: Order | None, suggested: Order | None, actor: Actor,
    note: str = "", kind: CaseKind | None = None,
) -> None:  # fmt: skip
    case_from_mail(
        mail_id=mail.pk, actor=actor, kind=kind or CaseKind(route.kind if route else CaseKind.QUESTION),
        priority=Priority(route.priority if route else Priority.NORMAL), team_id=route.team_id if route else None,
        order_id=order.pk if order else None, suggested_order_id=suggested.pk if suggested else None, note=note,
    )  # fmt: skip


def _order(mail: InboundMail, route: MailRoute, *, actor: Actor) -> None:
    """A draft when its lines are certain and the house takes them; else a case that says what stands in the way."""
    lines, why = sure_lines(mail.text), UNSURE
    if lines:
        try:
            draft_from_mail(mail_id=mail.pk, request=_wish(mail, route, lines), actor=actor)
        except OmsError as error:
            why = f"No draft could be made of it: {error.message}"
        else:
            return
    _open(mail, route, order=None, suggested=None, actor=actor, note=why, kind=CaseKind.ORDER)


def _wish(mail: InboundMail, route: MailRoute, lines: Sequence[LineRequest]) -> OrderRequest:
    channel = channel_of(route)
    name = mail.sender_name or mail.sender_email.partition("@")[0]
    return OrderRequest(
        channel_code=channel.code if channel else "",
        lines=lines,
        customer_id=mail.customer_id,
        customer=None if mail.customer_id else CustomerRequest(name=name, email=mail.sender_email),
        shipping_address_id=last_address_of(mail.customer_id) if mail.customer_id else None,
        intake=Intake.EMAIL,
    )
