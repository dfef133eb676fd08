"""The books held against their promises: counted, sampled, stored, alerted."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.actors import SYSTEM
from core.audit.registry import Promise, promise, promises
from core.audit.runner import audit, check, wanted_promises
from core.errors import NotFound
from core.events import publish
from core.models import Alert, AuditResult, AuditRun, Effect
from core.tests.factories import dead_effect, due_effect
from core.tests.facts import SomethingHappened

pytestmark = pytest.mark.django_db

NAME = "dead_effects_are_alerted"


def test_violations_are_counted_sampled_and_stored_with_an_alert():
    dead = [dead_effect() for _ in range(7)]

    (finding,) = audit([NAME])

    assert finding.violations == 7
    assert [row["reference"] for row in finding.sample] == [effect.pk for effect in dead[:5]]
    result = AuditResult.objects.get(run=AuditRun.objects.get())
    assert (result.promise, result.violations, result.sample) == (NAME, 7, finding.sample)
    assert result.run.finished_at is not None
    assert Alert.objects.get(kind="broken_promise", closed_at=None).reference == NAME


def test_the_alert_stays_one_and_closes_when_the_promise_holds_again():
    dead_effect()
    audit([NAME])
    audit([NAME])
    assert Alert.objects.filter(kind="broken_promise").count() == 1

    Effect.objects.update(state="done")
    audit([NAME])

    assert not Alert.objects.filter(kind="broken_promise", closed_at=None).exists()


def test_a_run_over_changed_orders_alone_closes_no_alert():
    Alert.objects.create(kind="broken_promise", reference="event_sequence_has_no_gaps", message="")

    audit(["event_sequence_has_no_gaps"], since=timezone.now())

    assert Alert.objects.filter(closed_at=None).count() == 1


def test_changed_since_looks_at_orders_with_events_since_then():
    publish(SomethingHappened(order_id=5), actor=SYSTEM)
    every_order = promise(
        number=99, name="none", sql="SELECT order_id FROM core_event e WHERE {orders_changed e.order_id}"
    )

    assert check(every_order).violations == 1
    assert check(every_order, since=timezone.now() - timedelta(hours=1)).violations == 1
    assert check(every_order, since=timezone.now() + timedelta(hours=1)).violations == 0


def test_a_promise_that_cannot_be_narrowed_is_left_to_the_night():
    names = {one.name for one in wanted_promises(since=timezone.now())}

    assert NAME not in names
    assert "event_sequence_has_no_gaps" in names


def test_every_promise_is_one_query_with_a_reference_first():
    assert all(isinstance(one, Promise) and ";" not in one.sql for one in promises())
    assert len({one.name for one in promises()}) == len(promises())


def test_an_unknown_promise_is_named():
    with pytest.raises(NotFound):
        audit(["nonsense"])


def test_the_command_prints_a_line_per_promise_and_fails_when_one_is_broken(capsys):
    dead_effect()

    with pytest.raises(SystemExit) as end:
        call_command("audit_books", "--promise", NAME, "--promise", "effect_keys_are_unique")

    assert end.value.code == 1
    lines = capsys.readouterr().out.splitlines()
    assert f"{NAME}  1" in lines
    assert "effect_keys_are_unique  0" in lines


def test_the_command_ends_well_when_all_promises_hold(capsys):
    due_effect()

    call_command("audit_books", "--json")

    findings = json.loads(capsys.readouterr().out)
    assert {finding["violations"] for finding in findings} == {0}
    assert len(findings) == len(promises())


@pytest.mark.parametrize("arguments", [["--promise", "nonsense"], ["--changed-since", "yesterday"]])
def test_the_command_refuses_what_it_does_not_know(arguments):
    with pytest.raises(CommandError):
        call_command("audit_books", *arguments)
