"""How effects end: done, again later, dead."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import faults
from core.actors import SYSTEM, Actor
from core.effects import drain
from core.effects.runner import LONGEST_DELAY_SECONDS, delay_after, writable
from core.errors import NotFound, NotPermitted
from core.models import Alert, Effect
from core.services.purging import purge_done_effects
from core.services.retrying import NotDead, close_alert, retry_effect
from core.tests import doing
from core.tests.factories import dead_effect, due_effect

pytestmark = pytest.mark.django_db


def run_now() -> None:
    """Let every waiting retry be due, then run."""
    Effect.objects.filter(state="due").update(run_after=timezone.now() - timedelta(hours=1))
    drain()


def test_an_effect_gets_its_payload_its_key_and_its_attempt():
    effect = due_effect(payload={"word": "hello", "unwanted": 1}, key="k-1")

    drained = drain()

    assert doing.done == [{"word": "hello", "key": "k-1", "attempt": 1}]
    assert (drained.count, drained.is_empty) == (1, True)
    assert Effect.objects.get(pk=effect.pk).state == "done"


def test_a_refusal_of_the_outside_is_tried_again_later_and_doubles_its_delay():
    effect = due_effect("fail_for_now")

    drain()

    effect.refresh_from_db()
    assert (effect.state, effect.attempts) == ("due", 1)
    assert effect.last_error == "unavailable: The other side does not answer."
    assert timedelta(seconds=1) < effect.run_after - timezone.now() <= timedelta(seconds=2)
    assert [delay_after(n) for n in (1, 2, 3, 4)] == [2, 4, 8, 16]
    assert delay_after(40) == LONGEST_DELAY_SECONDS


def test_after_the_last_attempt_it_is_dead_and_alerted():
    effect = due_effect("fail_for_now")

    for _ in range(3):
        run_now()

    effect.refresh_from_db()
    assert (effect.state, effect.attempts) == ("dead", 3)
    assert Alert.objects.get(kind="dead_effect").reference == str(effect.pk)


def test_a_wrong_setting_is_dead_at_once():
    effect = due_effect("fail_for_good")

    drain()

    effect.refresh_from_db()
    assert (effect.state, effect.attempts) == ("dead", 1)


def test_a_bug_is_kept_with_its_trace_and_does_not_stop_the_others(caplog):
    bad, good = due_effect("crash", priority=0), due_effect(priority=9)

    drain()

    bad.refresh_from_db()
    good.refresh_from_db()
    assert "ZeroDivisionError" in bad.last_error
    assert (bad.state, good.state) == ("due", "done")


def test_an_effect_nobody_knows_waits_for_a_newer_worker_and_dies_in_the_end(caplog):
    effect = due_effect("no_such_thing")

    drain()
    assert Effect.objects.get(pk=effect.pk).state == "due"
    for _ in range(9):
        run_now()

    effect.refresh_from_db()
    assert (effect.state, effect.attempts) == ("dead", 10)


def test_an_error_that_cannot_be_kept_as_it_is_is_kept_readable(caplog):
    effect = due_effect("fail_with", payload={"words": b"the vendor said \x00 no".hex()})

    drain()

    effect.refresh_from_db()
    assert effect.state == "due"
    assert "the vendor said \\x00 no" in effect.last_error
    assert writable("half a character \ud800") == "half a character \\ud800"


def test_a_failure_before_done_leads_to_a_second_run_with_the_same_key(caplog):
    due_effect(key="k-2")
    faults.arm("effect.before_done", faults._limited("effect.before_done", faults._raise, 1))
    try:
        drain()
        run_now()
    finally:
        faults.disarm("effect.before_done")

    assert [(one["key"], one["attempt"]) for one in doing.done] == [("k-2", 1), ("k-2", 2)]


def test_the_same_key_is_the_same_intention():
    due_effect(key="k-3", payload={"word": "first"})
    due_effect(key="k-3", payload={"word": "second"})

    drain()

    assert [one["word"] for one in doing.done] == ["first"]


def test_a_dead_effect_tried_again_keeps_its_key_and_closes_its_alert():
    effect = dead_effect(key="k-4")
    Alert.objects.create(kind="dead_effect", reference=str(effect.pk), message="dead")

    retry_effect(effect_id=effect.pk, actor=SYSTEM)
    run_now()

    assert [one["key"] for one in doing.done] == ["k-4"]
    assert not Alert.objects.filter(closed_at=None).exists()


def test_only_the_dead_are_retried_and_only_by_those_who_may():
    effect = due_effect()

    with pytest.raises(NotDead):
        retry_effect(effect_id=effect.pk, actor=SYSTEM)
    with pytest.raises(NotFound):
        retry_effect(effect_id=0, actor=SYSTEM)
    with pytest.raises(NotPermitted):
        retry_effect(effect_id=effect.pk, actor=Actor(kind="user", reference="1"))


def test_an_alert_is_closed_by_the_one_who_looked():
    alert = Alert.objects.create(kind="any", reference="1", message="look")

    close_alert(alert_id=alert.pk, actor=SYSTEM)
    close_alert(alert_id=alert.pk, actor=Actor(kind="user", reference="9", is_trusted=True))

    alert.refresh_from_db()
    assert alert.closed_by == "system"


def test_only_effects_done_long_ago_are_purged():
    old, young, dead = due_effect(), due_effect(), dead_effect()
    long_ago = timezone.now() - timedelta(days=31)
    Effect.objects.filter(pk=old.pk).update(state="done", finished_at=long_ago)
    Effect.objects.filter(pk=young.pk).update(state="done", finished_at=timezone.now())
    Effect.objects.filter(pk=dead.pk).update(finished_at=long_ago)

    assert purge_done_effects() == 1
    assert set(Effect.objects.values_list("pk", flat=True)) == {young.pk, dead.pk}


def test_what_is_tried_again_by_hand_is_no_first_attempt_so_the_outside_is_asked_before_repeating():
    effect = due_effect(payload={"word": "hello"})
    Effect.objects.filter(pk=effect.pk).update(state="dead", attempts=3, claim_no=3)

    retry_effect(effect_id=effect.pk, actor=SYSTEM)
    run_now()

    assert [done["attempt"] for done in doing.done] == [4]
    assert Effect.objects.get(pk=effect.pk).attempts == 1
