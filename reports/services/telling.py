"""The mails of exports and subscriptions: what is ready and where, or why there is nothing. Never the data."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from core.service import service
from notifications.errors import RecipientRefused
from notifications.mailers.smtp import OutgoingMail, send_mail
from notifications.services.composing import message_id_of
from reports.models import Export, SubscriptionRun
from reports.schedule import zone_of
from reports.services.handing_out import address_for
from reports.statuses import ExportState, RunOutcome

KIB = 1024


def tell_export(*, export_id: int, key: str) -> None:
    """Write to the owner that the file is ready or failed. Raises Unavailable and Misconfigured.

    Nobody is written to who has no address, has left, or whose file is gone meanwhile.
    """
    export = Export.objects.select_related("owner").get(pk=export_id)
    user = export.owner
    if not user.email or not user.is_active or export.state not in (ExportState.READY, ExportState.FAILED):
        return
    if export.state == ExportState.READY:
        _send(user, key, f"Ready: {export.title} ({export.number})", _ready(export, user))
    else:
        text = f"{export.title} ({export.number}) could not be made.\n\n{export.message}\n\n{_own_page()}"
        _send(user, key, f"Not made: {export.title} ({export.number})", text)


def tell_skipped(*, run_id: int, key: str) -> None:
    """Write to the subscriber why a period was left out. Raises as ``tell_export``."""
    run = SubscriptionRun.objects.select_related("subscription__user", "subscription__view").get(pk=run_id)
    user = run.subscription.user
    if not user.email or not user.is_active or run.outcome != RunOutcome.SKIPPED:
        return
    name = run.subscription.view.name
    text = f"“{name}” was not exported for {run.period}.\n\n{run.reason}\n\n{_subscriptions_page()}"
    _send(user, key, f"Not exported: {name}", text)


def _ready(export: Export, user: User) -> str:
    until = timezone.localtime(export.expires_at, zone_of(user)) if export.expires_at else None
    lines = [
        f"{export.title} is ready: {export.rows:,} rows, {_size(export.size)}.",
        f"Download, once you are signed in:\n{address_for(export, user)}",
        f"The link is for you alone and works until {date_format(until, 'j F Y H:i')}." if until else "",
        f"SHA-256: {export.sha256}",
        f"Left out, because your role does not have the right to it: {', '.join(export.left_out)}."
        if export.left_out
        else "",
        _own_page(),
    ]
    return "\n\n".join(line for line in lines if line)


def _size(size: int) -> str:
    return f"{size / KIB**2:,.1f} MiB" if size >= KIB**2 else f"{size / KIB:,.1f} KiB"


def _own_page() -> str:
    return f"All your exports: {settings.SITE_URL}{reverse('desk:exports')}"


def _subscriptions_page() -> str:
    return f"Your subscriptions: {settings.SITE_URL}{reverse('desk:subscriptions')}"


def _send(user: User, key: str, subject: str, text: str) -> None:
    sender = settings.DEFAULT_FROM_EMAIL
    mail = OutgoingMail(
        message_id=message_id_of(key, sender=sender), sender=sender, to=user.email, subject=subject[:200],
        text=f"Hello {user.get_full_name() or user.get_username()},\n\n{text}\n", html="", language="en",
    )  # fmt: skip
    try:
        send_mail(mail)
    except RecipientRefused as error:
        _note_refusal(user, error.message)


@service
def _note_refusal(user: User, words: str) -> None:
    """The address is wrong for good: what is under “My exports” says so, once."""
    latest = Export.objects.filter(owner=user).order_by("-pk").first()
    if latest is not None and not latest.message:
        latest.message = f"The mail to {user.email} was refused: {words}"[:400]
        latest.save(update_fields=["message"])
