"""When an order of the past was picked, packed, shipped and delivered; each building works its orders one by one."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from desk.demo.past.days import CUTOFF, ONE_DAY, handled_on

SUNDAY = 6
_FLOOR_OPENS, _TRUCK, _LATE_TRUCK = time(8, 30), time(17, 30), time(21, 30)
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
    """One after the other: who is released while others are picked waits for them. Late at night everybody helps."""

    def __init__(self, dice: Random, *, now: datetime) -> None:
        self.dice, self.now = dice, now
        self.free_at: datetime | None = None

    def work(self, placed_at: datetime, *, lines: int, quickest: int, is_express: bool) -> Steps:
        """Steps of the next order; ``quickest`` days the carrier needs at least. By now all has arrived."""
        zone = placed_at.tzinfo
        day = handled_on(placed_at)
        released = max(placed_at + timedelta(minutes=20), datetime.combine(day, _FLOOR_OPENS, zone))
        is_late = self.free_at is not None and self.free_at > datetime.combine(day, CUTOFF, zone)
        begun = released if self.free_at is None or is_late else max(released, self.free_at)
        picked = begun + lines * _A_LINE + timedelta(seconds=self.dice.randrange(60, 180))
        self.free_at = picked
        packed = picked + timedelta(minutes=self.dice.randrange(4, 25))
        shipped = self._leaves(day, packed + _TO_THE_TRUCK)
        arrived = self._arrives(shipped, quickest=quickest, is_express=is_express)
        return Steps(released, picked, packed, shipped, arrived)

    def _leaves(self, day: date, ready: datetime) -> datetime:
        trucks = (datetime.combine(day, truck, ready.tzinfo) for truck in (_TRUCK, _LATE_TRUCK))
        return next((truck for truck in trucks if truck >= ready), ready)

    def _arrives(self, shipped: datetime, *, quickest: int, is_express: bool) -> datetime:
        (late,) = self.dice.choices(_ROAD, (92, 6, 2, 0, 0) if is_express else _LATER)
        day = shipped.date() + (quickest + late) * ONE_DAY
        day += ONE_DAY if day.weekday() == SUNDAY else timedelta()
        at = time(self.dice.randrange(9, 18), self.dice.randrange(60), self.dice.randrange(60))
        soon = self.now - timedelta(minutes=self.dice.randrange(5, 90))
        return max(shipped, min(datetime.combine(day, at, shipped.tzinfo), soon))
