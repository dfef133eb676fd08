"""A dead worker of this machine is seen at once; of others only their leases speak."""

import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import DataError
from django.utils import timezone

from core.effects import claim, runner
from core.effects.claim import claim_next
from core.effects.hands import birth_of, hand, is_gone, machine
from core.effects.sweep import sweep
from core.models import Alert, Effect
from core.tasks import work
from core.tests import doing
from core.tests.factories import due_effect


def dead_hand() -> str:
    """The name of a process that lived on this machine."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = f"{machine()}:{process.pid}:{birth_of(process.pid)}"
    assert not is_gone(name)
    process.kill()
    # Not waited for yet: dead is dead, whoever keeps its number.
    end = time.monotonic() + 5
    while not is_gone(name) and time.monotonic() < end:
        time.sleep(0.01)
    assert is_gone(name)
    process.communicate()
    return name


def test_this_process_lives():
    assert not is_gone(hand())


def test_a_killed_process_is_gone_before_and_after_its_parent_waits_for_it():
    assert is_gone(dead_hand())


def test_a_number_that_was_given_to_another_process_since_is_somebody_else():
    name = hand().rpartition(":")[0]

    assert is_gone(f"{name}:1")


@pytest.mark.parametrize("name", ["", "elsewhere:1:1", "elsewhere:999999:1"])
def test_of_other_machines_nothing_is_known(name):
    assert not is_gone(name)


@pytest.mark.django_db
def test_the_lease_of_a_dead_hand_is_taken_back_at_once_and_of_a_living_one_is_not():
    lost, kept = due_effect(), due_effect()
    claim_next(["default"])
    claim_next(["default"])
    Effect.objects.filter(pk=lost.pk).update(claimed_by=dead_hand())

    assert sweep().freed == 1

    assert Effect.objects.get(pk=lost.pk).state == "due"
    assert Effect.objects.get(pk=kept.pk).claimed_by == hand()


@pytest.mark.django_db
def test_the_first_death_costs_no_place_and_the_second_some_time():
    first, second = due_effect(), due_effect()
    for _ in range(2):
        claim_next(["default"])
    Effect.objects.update(claimed_by=dead_hand())
    Effect.objects.filter(pk=second.pk).update(attempts=2)

    sweep()

    starts = dict(Effect.objects.values_list("pk", "run_after"))
    assert starts[first.pk] == first.run_after
    assert starts[second.pk] - starts[first.pk] == timedelta(seconds=2)


@pytest.mark.django_db
def test_a_worker_takes_up_again_at_once_what_it_could_not_write_down():
    kept, lost = due_effect(queue="mail"), due_effect(key="lost")
    claim_next(["mail"])
    claim_next(["default"])
    Effect.objects.filter(pk=kept.pk).update(claimed_by=dead_hand())

    work("default")

    assert Effect.objects.get(pk=lost.pk).state == "done"
    assert [one["attempt"] for one in doing.done if one.get("key") == "lost"] == [2]
    assert Effect.objects.get(pk=kept.pk).state == "claimed"


@pytest.mark.django_db
def test_what_can_never_be_written_down_is_dead_in_the_end_and_holds_nobody_up(monkeypatch):
    stubborn = due_effect(priority=0)
    due_effect(key="behind")
    real = claim.mark_done

    def forget(one):
        if one.effect_id == stubborn.pk:
            raise DataError("it cannot be written down")
        return real(one)

    monkeypatch.setattr(runner, "mark_done", forget)
    for _ in range(5):
        with suppress(DataError):
            work("default")
        Effect.objects.filter(state="due").update(run_after=timezone.now() - timedelta(hours=1))

    assert Effect.objects.get(pk=stubborn.pk).state == "dead"
    assert Effect.objects.get(key="behind").state == "done"
    assert Alert.objects.filter(reference=str(stubborn.pk), closed_at=None).count() == 1


@pytest.mark.django_db
def test_labels_are_leased_longer_than_mails():
    due_effect("note_in_mail", queue="mail")
    due_effect(queue="labels")
    for queue in ("mail", "labels"):
        claim_next([queue])

    seconds = {effect.queue: (effect.claimed_until - timezone.now()).total_seconds() for effect in Effect.objects.all()}

    assert 24 < seconds["mail"] <= 25
    assert 94 < seconds["labels"] <= 95
