"""When an order of the past was picked, packed, shipped and delivered; each building works its orders one by one."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

ONE_DAY = timedelta(days=1)
SUNDAY = 6
# What is ordered later leaves on the next day.
_CUTOFF, _FLOOR_OPENS, _TRUCK = time(12), time(8, 30), time(17, 30)
_A_LINE, _TO_THE_TRUCK = timedelta(seconds=45), timedelta(minutes=10)
# Days on the road beyond the quickest, at home; express knows only the first.
_ROAD, _LATER = (0, 1, 2, 3, 6), (48, 32, 13, 5, 2)


@dataclass(frozen=True, slots=True)
class Steps:
    """The moments of one order that was delivered."""

    released_at: datetime
    picked_at: datetime
    packed_at: datetime
    shipped_at: datetime
    delivered_at: datetime

    @property
    def completed_at(self) -> datetime:
        return self.delivered_at + timedelta(minutes=2)


class Floor:
    """One after the other: who is released while others are picked waits for them."""

    def __init__(self, dice: Random, *, today: date) -> None:
        self.dice, self.today = dice, today
        self.free_at: datetime | None = None

    def work(self, placed_at: datetime, *, lines: int, quickest: int, is_express: bool) -> Steps:
        """Steps of the next order; ``quickest`` days the carrier needs at least. All has arrived before ``today``."""
        zone = placed_at.tzinfo
        day = handled_on(placed_at)
        released = max(placed_at + timedelta(minutes=20), datetime.combine(day, _FLOOR_OPENS, zone))
        begun = max(released, self.free_at) if self.free_at else released
        picked = begun + lines * _A_LINE + timedelta(seconds=self.dice.randrange(60, 180))
        self.free_at = picked
        packed = picked + timedelta(minutes=self.dice.randrange(4, 25))
        shipped = max(datetime.combine(day, _TRUCK, zone), packed + _TO_THE_TRUCK)
        arrived = self._arrives(shipped.date(), quickest=quickest, is_express=is_express)
        at = time(self.dice.randrange(9, 18), self.dice.randrange(60), self.dice.randrange(60))
        return Steps(released, picked, packed, shipped, datetime.combine(arrived, at, zone))

    def _arrives(self, shipped_on: date, *, quickest: int, is_express: bool) -> date:
        (late,) = self.dice.choices(_ROAD, (92, 6, 2, 0, 0) if is_express else _LATER)
        day = shipped_on + (quickest + late) * ONE_DAY
        day += ONE_DAY if day.weekday() == SUNDAY else timedelta()
        return min(day, self.today - ONE_DAY)


def handled_on(placed_at: datetime) -> date:
    """The day the building works on it."""
    return placed_at.date() + (ONE_DAY if placed_at.time() >= _CUTOFF else timedelta())
