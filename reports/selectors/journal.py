"""Reads of the journal: where it stands, and what a day adds up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, Sum

from catalog.models import Channel
from core.money import ZERO
from inventory.models import Warehouse
from reports.journal.words import AccountKind
from reports.models import JournalDay, JournalLine

# What was still being written down at midnight has come by then.
PATIENCE = timedelta(hours=2)


def last_day() -> JournalDay | None:
    """The latest closed day; None before the journal was opened."""
    return JournalDay.objects.order_by("-day").first()


def opening_day() -> date | None:
    """The evening the books begin with."""
    return JournalDay.objects.filter(is_opening=True).values_list("day", flat=True).first()


def day_is_over_at(day: date) -> datetime:
    """When a day may be closed: over for every channel, every warehouse and the house, and a while later; in UTC."""
    channels = Channel.objects.filter(is_practice=False).values_list("time_zone", flat=True)
    warehouses = Warehouse.objects.filter(is_practice=False).values_list("time_zone", flat=True)
    zones = {settings.TIME_ZONE, *channels, *warehouses}
    midnight = datetime.combine(day + timedelta(days=1), time())
    return max(midnight.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for zone in zones) + PATIENCE


@dataclass(frozen=True)
class AccountSum:
    """What a day posted to an account of a channel, in one currency."""

    channel: str
    currency: str
    code: str
    name: str
    account: str
    detail: str
    debit: Decimal
    credit: Decimal
    lines: int


def account_sums(day: JournalDay) -> Sequence[AccountSum]:
    """By channel, currency and account; debits and credits of each channel and currency are equal. One query."""
    keys = ("channel", "currency", "code", "name", "account", "detail")
    rows = (
        JournalLine.objects.filter(day=day)
        .order_by(*keys)
        .values(*keys)
        .annotate(
            debit=Sum("amount", filter=Q(amount__gt=0), default=ZERO),
            credit=Sum("amount", filter=Q(amount__lt=0), default=ZERO),
            lines=Count("pk"),
        )
    )
    return [AccountSum(**{**row, "credit": -row["credit"]}) for row in rows]


def balance_of(account: AccountKind, *, currency: str) -> Decimal:
    """What all closed days posted to an account, debits less credits."""
    lines = JournalLine.objects.filter(account=account, currency=currency)
    return Decimal(lines.aggregate(total=Sum("amount", default=ZERO))["total"])
