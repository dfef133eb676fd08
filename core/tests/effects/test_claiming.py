"""One worker at a time, and only the one whose lease counts says how it ended."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.effects.claim import claim_next, mark_again, mark_dead, mark_done
from core.effects.registry import max_attempts_of
from core.effects.sweep import sweep
from core.models import Alert, Effect
from core.tests.factories import due_effect

pytestmark = pytest.mark.django_db


def expire_lease(effect: Effect) -> None:
    Effect.objects.filter(pk=effect.pk).update(claimed_until=timezone.now() - timedelta(seconds=1))


def again(effect: Effect) -> Effect:
    return Effect.objects.get(pk=effect.pk)


def test_a_claimed_effect_is_not_handed_out_twice():
    due_effect()

    first, second = claim_next(["default"]), claim_next(["default"])

    assert first is not None
    assert first.attempt == 1
    assert second is None


def test_the_more_urgent_is_claimed_first_then_the_older():
    late = due_effect(priority=9)
    older = due_effect(priority=5)
    person = due_effect(priority=0)

    claimed = [claim.effect_id for _ in range(3) if (claim := claim_next(["default"]))]

    assert claimed == [person.pk, older.pk, late.pk]


def test_what_is_for_later_or_for_another_queue_is_left():
    due_effect(run_after=timezone.now() + timedelta(hours=1))
    due_effect("note_in_mail", queue="mail")

    assert claim_next(["default"]) is None
    assert claim_next(["mail"]) is not None


def test_done_counts_only_under_the_claim_that_holds_the_lease():
    effect = due_effect()
    slow = claim_next(["default"])
    expire_lease(effect)
    sweep()
    quick = claim_next(["default"])

    assert not mark_done(slow)
    assert again(effect).state == "claimed"
    assert mark_done(quick)
    assert again(effect).state == "done"


def test_a_worker_that_lost_its_lease_cannot_kill_or_delay_what_is_done():
    effect = due_effect()
    slow = claim_next(["default"])
    expire_lease(effect)
    sweep()
    mark_done(claim_next(["default"]))

    assert not mark_again(slow, delay_seconds=1, error="late")
    assert not mark_dead(slow, error="late")
    assert again(effect).state == "done"
    assert not Alert.objects.exists()


def test_a_dead_effect_opens_one_alert():
    effect = due_effect()
    claim = claim_next(["default"])

    assert mark_dead(claim, error="no")

    assert again(effect).state == "dead"
    assert Alert.objects.get().reference == str(effect.pk)


def test_a_lease_that_ran_out_is_given_back_with_its_attempt_counted():
    effect = due_effect()
    claim_next(["default"])
    expire_lease(effect)

    report = sweep()

    assert report.freed == 1
    assert (again(effect).state, again(effect).attempts) == ("due", 1)
    assert "died" in again(effect).last_error


def test_an_effect_that_kills_its_worker_every_time_dies_with_an_alert():
    effect = due_effect()
    Effect.objects.filter(pk=effect.pk).update(attempts=max_attempts_of(effect.task) - 1)
    claim_next(["default"])
    expire_lease(effect)

    sweep()

    assert again(effect).state == "dead"
    assert Alert.objects.filter(kind="dead_effect", reference=str(effect.pk), closed_at=None).count() == 1


def test_the_sweep_leaves_a_running_lease_and_what_was_just_nudged():
    claimed = due_effect()
    claim_next(["default"])
    due_effect()

    report = sweep()

    assert (report.freed, report.queued) == (0, 0)
    assert again(claimed).state == "claimed"


def test_the_sweep_nudges_again_for_what_nobody_took_for_half_a_minute():
    effect = due_effect()
    Effect.objects.filter(pk=effect.pk).update(queued_at=timezone.now() - timedelta(seconds=31))

    assert sweep().queued == 1
    assert sweep().queued == 0


def test_claiming_is_one_statement(django_assert_num_queries):
    due_effect()
    with django_assert_num_queries(1, connection=connection):
        claim_next(["default"])
