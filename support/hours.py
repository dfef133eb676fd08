"""Time that counts: opening hours in a time zone, across its clock changes, without pauses. Pure arithmetic."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[datetime, datetime]
# No clock on earth is further away from UTC (Kiribati: 14 hours).
FURTHEST_FROM_UTC = timedelta(hours=15)
MIDNIGHT = time(0)
DAY = timedelta(days=1)
# A calendar with so few hours that this is not enough has no limit at all.
MOST_DAYS = 1500


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Opening hours by weekday (Monday is 0), local to ``zone``; closing at 00:00 is the end of the day."""

    zone: str = "UTC"
    hours: Mapping[int, Sequence[tuple[time, time]]] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()

    def spans_of(self, day: date) -> list[Span]:
        """When it is open on a local day, in UTC, in order and without overlaps."""
        if day in self.holidays:
            return []
        zone = ZoneInfo(self.zone)
        pieces: list[Span] = []
        for opens, closes in self.hours.get(day.weekday(), ()):
            ends_on = day + DAY if closes == MIDNIGHT else day
            pieces += _pieces(datetime.combine(day, opens, UTC), datetime.combine(ends_on, closes, UTC), zone)
        spans: list[Span] = []
        for begins, end in sorted(pieces):
            start = max(begins, spans[-1][1]) if spans else begins
            if start < end:
                spans.append((start, end))
        return spans

    def open_spans(self, start: datetime) -> Iterator[Span]:
        """Open time from ``start`` on, span by span, for as many days as are looked at."""
        first = start.astimezone(ZoneInfo(self.zone)).date()
        reached = start
        for number in range(MOST_DAYS):
            for opens, closes in self.spans_of(first + number * DAY):
                begin = max(opens, reached)
                if begin < closes:
                    yield begin, closes
                    reached = closes


def due_at(
    schedule: Schedule | None, start: datetime, budget: timedelta, pauses: Sequence[Span] = ()
) -> datetime | None:
    """The moment at which ``budget`` of counting time has passed since ``start``; None when it never does.

    Without a schedule every hour counts. What lies in a pause does not count.
    """
    left, reached = budget, start
    for begin, end in _counting(schedule, start, pauses):
        if left <= end - begin:
            return begin + left
        left -= end - begin
        reached = end
    return reached if left <= timedelta(0) else None


def counted(schedule: Schedule | None, start: datetime, end: datetime, pauses: Sequence[Span] = ()) -> timedelta:
    """How much time counted between two moments."""
    total = timedelta(0)
    for begin, until in _counting(schedule, start, pauses):
        if begin >= end:
            break
        total += min(until, end) - begin
    return total


def _counting(schedule: Schedule | None, start: datetime, pauses: Sequence[Span]) -> Iterator[Span]:
    spans = schedule.open_spans(start) if schedule is not None else iter([(start, start + MOST_DAYS * DAY)])
    rests = _merged(pauses)
    for begin, end in spans:
        for pause_start, pause_end in rests:
            if pause_end <= begin or pause_start >= end:
                continue
            if begin < pause_start:
                yield begin, pause_start
            begin = max(begin, pause_end)
        if begin < end:
            yield begin, end


def _merged(pauses: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(pauses):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _pieces(begin: datetime, end: datetime, zone: ZoneInfo) -> list[Span]:
    """When the wall clock shows a time from ``begin`` up to ``end`` (both told as if in UTC), in moments.

    Times told twice count twice, skipped ones never: before the clock jumps by one offset, after it by another.
    """
    low, high = begin - FURTHEST_FROM_UTC, end + FURTHEST_FROM_UTC
    before, after = _offset(low, zone), _offset(high, zone)
    if before == after:
        return [(begin - before, end - before)]
    jump = _jump(low, high, zone)
    earlier, later = (begin - before, min(end - before, jump)), (max(begin - after, jump), end - after)
    if earlier[0] < earlier[1] == later[0] < later[1]:
        return [(earlier[0], later[1])]
    return [(start, stop) for start, stop in (earlier, later) if start < stop]


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _jump(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The moment between the two at which the wall clock jumps, to the second."""
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high
