from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from core.models import Event
from orders.tests.factories import placed_order
from support.models import Case, OpeningHours, SlaPolicy, SupportCalendar
from support.selectors.queue import cases_near_limit, limits_passed
from support.services.moving import move_case
from support.services.opening import open_case
from support.services.ranking import rank_case
from support.services.sweeping import sweep_cases
from support.services.talking import record_customer_message, reply

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def a_case(actor, **options) -> Case:
    return open_case(subject="Where is it?", text="Please tell me.", actor=actor, **options)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def office() -> SupportCalendar:
    calendar = SupportCalendar.objects.create(name="Office", time_zone="Europe/Berlin")
    OpeningHours.objects.bulk_create(
        OpeningHours(calendar=calendar, weekday=day, opens_at=time(9), closes_at=time(17)) for day in range(5)
    )
    return calendar


def test_a_policy_with_a_calendar_counts_its_opening_hours(rep, office):
    SlaPolicy.objects.filter(priority="urgent").update(calendar=office)
    friday = datetime(2026, 3, 27, 16, tzinfo=ZoneInfo("Europe/Berlin"))

    case = a_case(rep, priority="urgent", now=friday)

    assert case.answer_due_at == datetime(2026, 3, 30, 10, tzinfo=ZoneInfo("Europe/Berlin"))


def test_a_policy_of_the_kind_goes_before_the_one_for_every_kind(rep):
    SlaPolicy.objects.create(kind="damage", priority="normal", answer_hours=1, resolve_hours=2)
    now = timezone.now()

    assert a_case(rep, kind="damage", now=now).answer_due_at == now + HOUR
    assert a_case(rep, kind="question", now=now).answer_due_at == now + 24 * HOUR


def test_limits_are_reckoned_anew_with_the_priority(rep):
    case = a_case(rep)
    ends = case.opened_at + 8 * HOUR

    changed = rank_case(case_id=case.pk, priority="urgent", actor=rep)

    assert (changed.priority, fresh(case).resolve_due_at, fresh(case).next_limit_at) == (
        "urgent", ends, case.opened_at + 2 * HOUR,
    )  # fmt: skip


def test_the_clocks_stand_still_while_the_customer_has_the_next_word_and_only_then(rep, customer, monkeypatch):
    start = timezone.now()
    case = a_case(rep, now=start)
    at = clock(monkeypatch, start + HOUR)
    reply(case_id=case.pk, text="Which color?", actor=rep)
    assert (fresh(case).next_limit_at, fresh(case).paused_at) == (None, start + HOUR)
    assert list(limits_passed(now=start + 900 * HOUR)) == []

    at(start + 11 * HOUR)
    record_customer_message(case_id=case.pk, text="Blue.", actor=customer)
    assert fresh(case).resolve_due_at == start + 82 * HOUR
    assert fresh(case).answer_due_at == start + 35 * HOUR

    move_case(case_id=case.pk, move="wait_for_carrier", actor=rep)
    at(start + 40 * HOUR)
    move_case(case_id=case.pk, move="start", actor=rep)
    assert (fresh(case).paused_at, fresh(case).resolve_due_at) == (None, start + 82 * HOUR)


def test_a_missed_limit_is_told_once_and_the_case_goes_to_who_looks_after_such(shop, rep):
    leads = Group.objects.create(name="Leads of the leads")
    SlaPolicy.objects.filter(priority="normal").update(escalate_to=leads)
    order = placed_order(shop)
    case = a_case(rep, order_id=order.pk)
    late = case.answer_due_at + HOUR

    assert [sweep_cases(now=late - 2 * HOUR), sweep_cases(now=late), sweep_cases(now=late)] == [0, 1, 0]

    told = Event.objects.filter(order_id=order.pk, name="support.case_limit_missed")
    assert [event.data["limit"] for event in told] == ["answer"]
    assert (fresh(case).team, fresh(case).next_limit_at) == (leads, case.resolve_due_at)
    assert case.messages.filter(direction="internal", text__contains="Nobody answered in time").count() == 1


def test_what_is_near_its_limit_or_past_it_is_listed_the_nearest_first(rep):
    now = timezone.now()
    normal, urgent = a_case(rep, now=now), a_case(rep, priority="urgent", now=now)
    assert list(cases_near_limit(now=now)) == [urgent]

    sweep_cases(now=now + 25 * HOUR)

    assert set(cases_near_limit(now=now + 25 * HOUR)) == {urgent, normal}


def test_a_limit_that_somebody_else_set_is_moved_by_no_pause(rep, customer, monkeypatch):
    start = timezone.now()
    case = a_case(rep, due_at=start + 100 * HOUR, now=start)
    at = clock(monkeypatch, start + HOUR)
    move_case(case_id=case.pk, move="wait_for_customer", actor=rep)
    assert fresh(case).next_limit_at == start + 100 * HOUR

    at(start + 50 * HOUR)
    move_case(case_id=case.pk, move="start", actor=rep)

    assert fresh(case).resolve_due_at == start + 100 * HOUR


def clock(monkeypatch, moment: datetime):
    """Lets it be a moment; call what it gives for a later one."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    at(moment)
    return at
