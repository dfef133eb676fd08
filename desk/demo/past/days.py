"""On which days and at which hours customers of the past ordered."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

# Five and a half months: no order is so old that the first night's archive takes it out of the lists.
DAYS = 168
# What is ordered later leaves on the next day.
CUTOFF = time(20)
ONE_DAY = timedelta(days=1)
_WEEKDAYS = (1.15, 1.1, 1.0, 0.95, 0.85, 0.75, 1.2)
_HOURS = (1, 0, 0, 0, 0, 1, 2, 4, 6, 7, 8, 8, 9, 8, 7, 7, 7, 8, 9, 11, 12, 10, 6, 3)
# The shop doubles over the time; on some days it had a sale.
_GROWTH, _SALES, _SALE = 1.2, 3, 2.2


def days_of_the_past(today: date) -> Sequence[date]:
    """The days there are orders of, the first one first; yesterday is the last."""
    return [today - number * ONE_DAY for number in range(DAYS, 0, -1)]


def handled_on(placed_at: datetime) -> date:
    """The day the building works on it."""
    return placed_at.date() + (ONE_DAY if placed_at.time() >= CUTOFF else timedelta())


def moments(dice: Random, *, orders: int, today: date, zone: ZoneInfo) -> Sequence[datetime]:
    """When each of so many orders was placed, the first one first; in the shop's own time.

    What is ordered on the last day leaves on it: today begins without anything of the past to do.
    """
    days = days_of_the_past(today)
    sales = set(dice.sample(range(DAYS), k=_SALES))
    weights = [
        _WEEKDAYS[day.weekday()] * (1 + _GROWTH * number / DAYS) * (_SALE if number in sales else 1)
        for number, day in enumerate(days)
    ]
    chosen = dice.choices(days, weights, k=orders)
    return sorted(datetime.combine(day, _time_of_day(dice, is_last=day == days[-1]), zone) for day in chosen)


def _time_of_day(dice: Random, *, is_last: bool) -> time:
    hours = _HOURS[: CUTOFF.hour] if is_last else _HOURS
    (hour,) = dice.choices(range(len(hours)), hours)
    return time(hour, dice.randrange(60), dice.randrange(60))
