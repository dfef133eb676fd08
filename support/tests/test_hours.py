"""Counting time: against a walk minute by minute, over clock changes, holidays and pauses."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from support.hours import Schedule, counted, due_at

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OFFICE = {day: [(time(9), time(17))] for day in range(5)}
BERLIN = Schedule(zone="Europe/Berlin", hours=OFFICE)
# Around each of them a clock jumps, in one direction or the other.
JUMPS = [
    ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 8, 7, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),
    ("UTC", datetime(2026, 6, 3, 12, tzinfo=UTC)),
]


def berlin(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        (berlin(2026, 6, 1, 10), 4, berlin(2026, 6, 1, 14)),
        (berlin(2026, 6, 1, 10), 7, berlin(2026, 6, 1, 17)),
        (berlin(2026, 6, 1, 16), 2, berlin(2026, 6, 2, 10)),
        (berlin(2026, 6, 5, 16), 2, berlin(2026, 6, 8, 10)),
        (berlin(2026, 6, 6, 12), 1, berlin(2026, 6, 8, 10)),
        (berlin(2026, 3, 27, 16), 2, berlin(2026, 3, 30, 10)),
        (berlin(2026, 10, 23, 16), 2, berlin(2026, 10, 26, 10)),
    ],
)
def test_only_opening_hours_count_over_nights_weekends_and_clock_changes(start, hours, due):
    assert due_at(BERLIN, start, hours * HOUR) == due


def test_a_holiday_counts_nothing():
    closed = Schedule(zone="Europe/Berlin", hours=OFFICE, holidays=frozenset({date(2026, 6, 2)}))

    assert due_at(closed, berlin(2026, 6, 1, 16), 2 * HOUR) == berlin(2026, 6, 3, 10)


def test_a_day_open_around_the_clock_has_as_many_hours_as_it_has():
    always = Schedule(zone="Europe/Berlin", hours={day: [(time(0), time(0))] for day in range(7)})

    for day, hours in ((date(2026, 3, 28), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25)):
        ((start, end),) = always.spans_of(day)
        assert end - start == hours * HOUR


def test_a_span_that_begins_or_ends_in_the_hour_that_does_not_exist_ends_where_the_clock_jumps():
    skipped = Schedule(zone="Europe/Berlin", hours={6: [(time(1), time(2, 30)), (time(2, 45), time(4))]})
    jump = datetime(2026, 3, 29, 1, tzinfo=UTC)

    assert skipped.spans_of(date(2026, 3, 29)) == [(jump - HOUR, jump), (jump, jump + HOUR)]


def test_the_hour_that_comes_twice_counts_twice():
    twice = Schedule(zone="Europe/Berlin", hours={6: [(time(2), time(3))]})

    ((start, end),) = twice.spans_of(date(2026, 10, 25))

    assert end - start == 2 * HOUR


def test_without_a_calendar_every_hour_counts_but_those_of_a_pause():
    start = berlin(2026, 6, 1, 10)
    pause = (start + HOUR, start + 3 * HOUR)

    assert due_at(None, start, 2 * HOUR) == start + 2 * HOUR
    assert due_at(None, start, 2 * HOUR, [pause]) == start + 4 * HOUR
    assert due_at(BERLIN, start, 6 * HOUR, [pause]) == berlin(2026, 6, 2, 10)


def test_hours_that_never_come_have_no_limit():
    assert due_at(Schedule(hours={}), berlin(2026, 6, 1, 10), HOUR) is None


def walked(schedule: Schedule, start: datetime, pauses, *, minutes: int) -> datetime:
    """The slow way: one minute after the other, each looked at by the wall clock."""
    zone, at, left = ZoneInfo(schedule.zone), start, minutes
    while left:
        local = at.astimezone(zone)
        is_open = any(
            opens <= local.time() and (local.time() < closes or closes == time(0))
            for opens, closes in schedule.hours.get(local.weekday(), ())
        )
        is_open = is_open and local.date() not in schedule.holidays
        if is_open and not any(begin <= at < end for begin, end in pauses):
            left -= 1
        at += MINUTE
    return at


@st.composite
def worlds(draw):
    zone, jump = draw(st.sampled_from(JUMPS))
    half_hours = st.integers(0, 47)
    hours = {}
    for day in range(7):
        edges = sorted(draw(st.sets(half_hours, min_size=2, max_size=4)))
        pairs = list(zip(edges[::2], edges[1::2], strict=False))
        hours[day] = [(time(a // 2, a % 2 * 30), time(b // 2, b % 2 * 30)) for a, b in pairs]
    holidays = draw(st.sets(st.integers(-2, 3), max_size=2))
    start = jump + draw(st.integers(-2880, 1440)) * MINUTE
    pauses = []
    for _ in range(draw(st.integers(0, 3))):
        begin = start + draw(st.integers(-60, 4000)) * MINUTE
        pauses.append((begin, begin + draw(st.integers(0, 900)) * MINUTE))
    schedule = Schedule(
        zone=zone, hours=hours, holidays=frozenset(jump.date() + timedelta(days=n) for n in holidays)
    )  # fmt: skip
    return schedule, start, pauses


def test_a_time_that_is_told_twice_is_open_twice_and_closed_in_between():
    schedule = Schedule(zone="Europe/Berlin", hours={6: [(time(0), time(2, 30))]})
    utc = datetime(2026, 10, 25, tzinfo=UTC)

    assert schedule.spans_of(date(2026, 10, 25)) == [
        (utc - 2 * HOUR, utc + 30 * MINUTE), (utc + HOUR, utc + 90 * MINUTE),
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@example((Schedule(zone="Europe/Berlin", hours={0: [(time(0), time(0, 30))], 6: [(time(0), time(2))]}),
          datetime(2026, 10, 25, 0, 59, tzinfo=UTC), []), 1)  # fmt: skip
@given(worlds(), st.integers(1, 900))
def test_a_limit_is_the_minute_a_walk_by_the_wall_clock_finds(world, minutes):
    schedule, start, pauses = world

    assert due_at(schedule, start, minutes * MINUTE, pauses) == walked(schedule, start, pauses, minutes=minutes)


@settings(max_examples=60, deadline=None)
@given(worlds(), st.integers(1, 2000), st.integers(1, 2000))
def test_what_counted_until_a_limit_is_its_budget_and_times_add_up(world, budget, further):
    schedule, start, pauses = world
    due = due_at(schedule, start, budget * MINUTE, pauses)

    assert counted(schedule, start, due, pauses) == budget * MINUTE
    later = due_at(schedule, start, (budget + further) * MINUTE, pauses)
    assert due < later
    assert counted(schedule, due, later, pauses) == further * MINUTE


@settings(max_examples=40, deadline=None)
@given(worlds(), st.integers(1, 900))
def test_a_pause_never_brings_a_limit_nearer_and_one_after_it_moves_nothing(world, minutes):
    schedule, start, pauses = world
    without = due_at(schedule, start, minutes * MINUTE)

    assert due_at(schedule, start, minutes * MINUTE, pauses) >= without
    assert due_at(schedule, start, minutes * MINUTE, [(without, without + 50 * HOUR)]) == without
