"""Business days: whose clock they follow, and when they begin and end."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from catalog.models import Channel
from core.money import exponent
from inventory.models import Warehouse

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """A channel or a warehouse with its time zone; ``currency`` is a channel's own."""

    scope_id: int
    zone: str
    currency: str = ""

    def begins(self, day: date) -> datetime:
        """The moment the day begins there, in UTC."""
        return datetime.combine(day, time.min, ZoneInfo(self.zone)).astimezone(UTC)

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.zone)).date()

    def stretch(self, first: date, last: date) -> dict[str, Any]:
        """What the facts' SQL asks for, from the first day to the end of the last."""
        return {
            "channel": self.scope_id, "warehouse": self.scope_id, "zone": self.zone,
            "decimals": exponent(self.currency) if self.currency else 0,
            "start": self.begins(first), "end": self.begins(last + DAY),
        }  # fmt: skip


def channel_clocks() -> dict[int, Clock]:
    """Channels that do business by key; practice is none. One query."""
    rows = Channel.objects.filter(is_practice=False).values_list("pk", "time_zone", "currency")
    return {pk: Clock(pk, zone, currency) for pk, zone, currency in rows}


def warehouse_clocks() -> dict[int, Clock]:
    """Warehouses that do business by key. One query."""
    rows = Warehouse.objects.filter(is_practice=False).values_list("pk", "time_zone")
    return {pk: Clock(pk, zone) for pk, zone in rows}
