"""What mail providers tell of messages afterwards: delivered, came back, complained."""

from dataclasses import dataclass
from datetime import datetime

from core.actors import SYSTEM
from core.service import service
from notifications.models import Message, MessageReport
from notifications.services.suppressing import suppress_complaint, suppress_hard_bounce, unsubscribe
from notifications.statuses import Arrival

RANKS = {"": -1, **{kind: rank for rank, kind in enumerate(Arrival.values)}}


@dataclass(frozen=True, kw_only=True)
class Report:
    """One word of a provider. ``message_key`` is the key of ours that went with the mail, where it came back."""

    event_id: str
    kind: Arrival
    address: str
    at: datetime
    is_hard: bool = False
    is_unsubscribe: bool = False
    words: str = ""
    message_key: str = ""
    provider_id: str = ""


@service
def keep_report(report: Report) -> bool:
    """Whether it was news. A hard bounce suppresses its address, a complaint all that an order does not need.

    Providers tell twice and in any order: each report is kept once, and what weighs more is shown.
    """
    message = message_of(report)
    row = MessageReport(
        message=message, event_id=report.event_id[:200], kind=report.kind, is_hard=report.is_hard,
        address=report.address.strip().lower()[:320], words=report.words[:400], at=report.at,
    )  # fmt: skip
    known = MessageReport.objects.filter(event_id=row.event_id).exists()
    MessageReport.objects.bulk_create([row], ignore_conflicts=True)
    if known:
        return False
    if message is not None and RANKS[report.kind] > RANKS[message.arrival]:
        Message.objects.filter(pk=message.pk).update(arrival=report.kind, arrival_at=report.at)
    draw_consequences(report, message)
    return True


def draw_consequences(report: Report, message: Message | None) -> None:
    address = report.address or (message.to if message else "")
    if not address:
        return
    if report.kind == Arrival.BOUNCED and report.is_hard:
        suppress_hard_bounce(address=address, message=message, words=report.words)
    elif report.is_unsubscribe:
        unsubscribe(address=address, actor=SYSTEM)
    elif report.kind == Arrival.COMPLAINED:
        suppress_complaint(address=address, message=message, words=report.words)


def is_key(told: str) -> bool:
    """Whether it can be a key of ours: “²” is a digit, too, and a bigger number than a key can be is none."""
    return told.isascii() and told.isdigit() and len(told) <= 18


def message_of(report: Report) -> Message | None:
    """By our own key, else by the provider's number; locked, so that two reports do not overwrite each other."""
    rows = Message.objects.select_for_update(no_key=True)
    if is_key(report.message_key) and (found := rows.filter(pk=int(report.message_key)).first()):
        return found
    return rows.filter(provider_id=report.provider_id).first() if report.provider_id else None
