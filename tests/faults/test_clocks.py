"""Several clocks and several sweeps at once: each effect runs once."""

import subprocess
import sys

import pytest

from core.effects import claim, drain
from core.models import Effect
from tests.faults.poison import want
from tests.races.crowd import all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault, pytest.mark.slow]

SWEEP = "import django; django.setup(); from core.effects.sweep import sweep; print(sweep().queued)"
COUNT, FEW = 200, 8
PAUSE_SECONDS = 0.2


def runs() -> set[int | None]:
    return set(Effect.objects.values_list("payload__ran", flat=True))


def forgotten(count: int) -> None:
    """Effects whose nudge was lost."""
    Effect.objects.all().delete()
    want("count_up", count=count)
    Effect.objects.update(queued_at=None)


def test_two_sweeps_at_once_queue_each_effect_once(world, table):
    forgotten(COUNT)

    words = [sys.executable, "-W", "ignore", "-c", SWEEP]
    sweeps = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    queued = [int(sweep.communicate(timeout=60)[0]) for sweep in sweeps]
    all_at_once([lambda: drain(["bulk"])] * 4)

    result = {} if sum(queued) == COUNT and runs() == {1} else {"queued": queued, "runs": runs()}
    table.add("two sweeps and four workers at once", runs=COUNT, invariant="each effect once", result=result)
    assert result == {}


def test_without_the_claims_lock_effects_run_twice(world, table, monkeypatch):
    forgotten(FEW)
    # Who looks takes a moment to write, so that all four look before anybody has written.
    slow = claim._CLAIM_OF_ONE.replace("FROM core_effect\n", f"FROM core_effect, pg_sleep({PAUSE_SECONDS})\n")
    unlocked = slow.replace("FOR UPDATE SKIP LOCKED", "")
    assert unlocked != slow != claim._CLAIM_OF_ONE
    monkeypatch.setattr(claim, "_CLAIM_OF_ONE", unlocked)

    all_at_once([lambda: drain(["bulk"])] * 4)

    result = runs() - {1}
    table.add("control: claims without a lock", runs=FEW, invariant="must break", result=result, bad=True)
    assert result


def test_three_clocks_on_one_queue(long_only, world, table):
    forgotten(COUNT)
    world.hire(beats=3)
    world.settle(seconds=60, until=lambda: runs() == {1})

    result = {} if runs() == {1} else {"runs": runs()}
    table.add("three beats, one worker", runs=COUNT, invariant="each effect once", result=result)
    assert result == {}
