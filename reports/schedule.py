"""When something that comes back by the calendar is due, in a person's own time zone."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from accounts.models import User
from reports.statuses import Rhythm

# Every rhythm comes round within that many days.
ROUND = 40
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A rhythm by hour, weekday (0 is Monday) and day of the month, the last one where a month is shorter."""

    rhythm: str
    hour: int
    weekday: int
    day: int
    zone: ZoneInfo

    def next_after(self, moment: datetime) -> datetime:
        """The first time behind ``moment``, in UTC."""
        return next(at for at in self._times(moment, ONE_DAY) if at > moment)

    def latest_until(self, moment: datetime) -> datetime:
        """The last time at or before ``moment``, in UTC."""
        return next(at for at in self._times(moment, -ONE_DAY) if at <= moment)

    def period_of(self, at: datetime) -> date:
        """The day, where the person is, that a time belongs to."""
        return at.astimezone(self.zone).date()

    def _times(self, moment: datetime, step: timedelta) -> Iterator[datetime]:
        # From a day before or behind: the hour of today may be over or still to come.
        day = self.period_of(moment) - step
        for _ in range(ROUND):
            if self._is_due_on(day):
                # An hour that summer time leaves out is read as the one behind it.
                yield datetime.combine(day, time(self.hour), self.zone).astimezone(UTC)
            day += step

    def _is_due_on(self, day: date) -> bool:
        if self.rhythm == Rhythm.WEEKLY:
            return day.weekday() == self.weekday
        if self.rhythm == Rhythm.MONTHLY:
            return day.day == min(self.day, calendar.monthrange(day.year, day.month)[1])
        return True


def zone_of(user: User) -> ZoneInfo:
    """The person's time zone; UTC where what they chose is none."""
    try:
        return ZoneInfo(user.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
