"""The doctor's page: what needs a person, in words, with what to do; and the audit asked for by a button."""

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from core.audit import stretches
from core.audit_tasks import work_audit
from core.heartbeats import Heartbeat
from core.models import AuditResult, AuditRun, Effect
from core.selectors.effect_flow import Failing, Waiting
from desk.selectors import diagnosis
from desk.selectors.diagnosis import Grade

pytestmark = pytest.mark.django_db


def page_of(client) -> str:
    return client.get(reverse("desk:doctor")).content.decode()


def look(name: str, violations: int, *, days_ago: int) -> AuditRun:
    run = AuditRun.objects.create(finished_at=timezone.now() - timedelta(days=days_ago))
    AuditResult.objects.create(run=run, promise=name, number=10, violations=violations, seconds=0.1, sample=[{"id": 7}])
    return run


def test_each_promise_shows_its_last_run_and_the_history_before_it(client, sign_in):
    look("event_sequence_has_no_gaps", 2, days_ago=1)
    look("event_sequence_has_no_gaps", 0, days_ago=0)
    sign_in("Manager")

    page = page_of(client)
    history = client.get(reverse("desk:doctor-promise", args=["event_sequence_has_no_gaps"])).content.decode()

    assert 'aria-label="2 runs, 1 with violations"' in page
    assert "id 7" in history


def test_what_is_wrong_stands_first_with_what_to_do_and_its_runbook(client, sign_in):
    effect = Effect.objects.create(task="mail.send", queue="mail", key="k", last_error="unavailable: no answer")
    Effect.objects.filter(pk=effect.pk).update(run_after=timezone.now() - timedelta(minutes=9))
    sign_in("Manager")

    page = page_of(client)
    runbook = client.get(reverse("desk:runbook", args=["effects-late"])).content.decode()

    assert "Waiting: mail for 9 minutes." in page
    assert "Trouble with the mail server" in page
    assert reverse("desk:runbook", args=["effects-late"]) in page
    assert "celery -A oms worker -Q payments" in runbook


def test_the_page_needs_few_queries(client, sign_in, django_assert_max_num_queries):
    sign_in("Manager")
    page_of(client)

    with django_assert_max_num_queries(40):
        page_of(client)


def test_the_audit_is_asked_for_by_a_button_and_worked_in_stretches_until_every_promise_was_looked_at(
    client, sign_in, monkeypatch
):
    monkeypatch.setattr(stretches, "STRETCH_SECONDS", 0.0)
    sign_in("Manager")
    for _ in range(2):
        client.post(reverse("desk:doctor-audit"))
    run, effect = AuditRun.objects.get(), Effect.objects.get()
    assert (run.finished_at, effect.queue) == (None, "bulk")

    stretches.work_stretch(run.pk, seconds=0.0)
    assert run.results.count() == 1
    work_audit(**effect.payload)

    run.refresh_from_db()
    assert run.results.count() > 1
    assert run.finished_at is not None or Effect.objects.count() == 2


def test_a_promise_that_takes_too_long_is_skipped_by_name_and_the_others_are_looked_at(monkeypatch):
    slow = SimpleNamespace(name="slow", number=1, query=lambda since=None: "SELECT pg_sleep(2)")
    quick = SimpleNamespace(name="quick", number=2, query=lambda since=None: "SELECT 1 WHERE false")
    monkeypatch.setattr(stretches, "promises", lambda: [slow, quick])
    monkeypatch.setattr(stretches, "LONGEST_PROMISE_SECONDS", "0.1")
    run = AuditRun.objects.create(requested_by="user:1")

    assert stretches.work_stretch(run.pk)

    run.refresh_from_db()
    assert (run.skipped, run.results.get().promise) == (["slow"], "quick")


@pytest.mark.parametrize("role", ["CSR", "Warehouse"])
def test_who_may_not_see_the_audit_sees_neither_the_doctor_nor_its_runbooks(client, sign_in, role):
    sign_in(role)

    addresses = [reverse("desk:doctor"), reverse("desk:runbook", args=["effects-late"])]
    assert [client.get(address).status_code for address in addresses] == [403, 403]
    assert client.post(reverse("desk:doctor-audit")).status_code == 403


def test_who_sees_the_doctor_without_the_right_has_no_button_and_is_refused(client, sign_in):
    sign_in("CSR lead")

    assert "Run now" not in page_of(client)
    assert client.post(reverse("desk:doctor-audit")).status_code == 403
    assert not AuditRun.objects.exists()


def test_a_page_of_no_promise_or_runbook_is_not_found(client, sign_in):
    sign_in("Admin")

    assert client.get(reverse("desk:doctor-promise", args=["nothing"])).status_code == 404
    assert client.get(reverse("desk:runbook", args=["nothing"])).status_code == 404


def beats(*seconds_ago: float, role: str = "worker", version: str = "1") -> list[Heartbeat]:
    now = time.time()
    return [Heartbeat(role=role, name=f"m:{n}", version=version, began=now, seen=now - n) for n in seconds_ago]


def grades(found) -> dict[str, Grade]:
    return {one.title: one.grade for one in found}


def test_no_worker_is_grave_and_one_that_fell_silent_beside_another_is_not():
    now = time.time()

    alone = grades(diagnosis.of_processes(beats(300), version="1", now=now))
    beside = grades(diagnosis.of_processes([*beats(1, 300), *beats(1, role="beat")], version="2", now=now))

    assert alone == {"Workers": Grade.BAD, "Clock": Grade.BAD}
    assert beside == {"Workers": Grade.GOOD, "Workers: silent": Grade.CARE, "Clock": Grade.GOOD, "Versions": Grade.CARE}


def test_a_provider_that_fails_often_is_grave_and_a_single_failure_is_not():
    since = timezone.now()
    many, one = (Failing("payments", "unavailable", count, since, 3) for count in (10, 1))

    assert [one.grade for one in diagnosis.of_doors([many, one])] == [Grade.BAD, Grade.CARE]


def test_a_queue_is_late_after_five_minutes():
    now = timezone.now()
    fresh, late = (Waiting("mail", 1, now - timedelta(minutes=minutes)) for minutes in (4, 6))

    assert [one.grade for one in diagnosis.of_queues([fresh], dead=0, now=now)] == [Grade.GOOD]
    assert [one.grade for one in diagnosis.of_queues([late], dead=0, now=now)] == [Grade.BAD]


def test_no_backup_no_drill_and_a_bad_drill_are_told():
    now = timezone.now()
    drill = SimpleNamespace(state="bad", started_at=now, finished_at=now)

    assert grades(diagnosis.of_backups(None, None, None, now=now)) == {
        "Backup": Grade.CARE,
        "Restore drill": Grade.CARE,
    }
    assert grades(diagnosis.of_backups(None, None, drill, now=now))["Restore drill"] == Grade.BAD


def test_a_newest_backup_that_failed_or_was_broken_off_is_told_though_an_older_one_is_good():
    now = timezone.now()
    moments = {"started_at": now, "finished_at": now, "seen_at": now}
    good, bad, broken = (SimpleNamespace(state=state, **moments) for state in ("good", "bad", "broken"))

    assert grades(diagnosis.of_ended_backups(good, good)) == {}
    assert grades(diagnosis.of_ended_backups(bad, good)) == {"Newest backup": Grade.BAD}
    assert grades(diagnosis.of_ended_backups(broken, broken)) == {
        "Newest backup": Grade.BAD,
        "Newest restore drill": Grade.BAD,
    }
