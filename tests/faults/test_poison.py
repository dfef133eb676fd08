"""One effect that kills its worker does not keep the others from being done."""

import subprocess
import sys

import pytest

from core.effects import NewEffect, drain, insert_effects
from core.models import Alert, Effect
from core.service import service
from tests.races.crowd import all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault, pytest.mark.slow]


@service
def want(task: str, *, count: int = 1, priority: int = 5) -> None:
    insert_effects(
        [
            NewEffect(task=f"tests.faults.poison.{task}", queue="bulk", key=f"{task}-{number}", priority=priority)
            for number in range(count)
        ]
    )


def last_try(*tasks: str) -> None:
    """Nine attempts lie behind it: the tenth lease decides, and the test need not wait for ten."""
    Effect.objects.filter(task__in=[f"tests.faults.poison.{task}" for task in tasks]).update(attempts=9)


def states(task: str) -> list[str]:
    return list(Effect.objects.filter(task=f"tests.faults.poison.{task}").values_list("state", flat=True))


@pytest.mark.parametrize("poisons", [("crash", "never_end", "fail")])
def test_the_others_are_done_and_the_poison_is_dead_with_an_alert(long_only, world, table, poisons):
    for poison in poisons:
        want(poison, priority=0)
    want("count_up", count=200)
    last_try("crash", "never_end", "fail")
    world.hire()
    world.settle(seconds=100)

    found = {name: states(name) for name in poisons if states(name) != ["dead"]}
    undone = 200 - states("count_up").count("done")
    alerts = Alert.objects.filter(kind="dead_effect", closed_at=None).count()
    result = {name: value for name, value in {"poison": found, "undone": undone}.items() if value}
    if alerts != len(poisons):
        result["alerts"] = alerts
    table.add("poison: crash, endless loop, exception among 200", runs=1,
              invariant="200 done, 3 dead with alerts, workers alive", result=result)  # fmt: skip
    assert result == {}
    assert world.crew.worker.running

    Effect.objects.all().delete()
    want("count_up", count=20)
    world.settle(seconds=40)
    assert states("count_up") == ["done"] * 20


SWEEP = "import django; django.setup(); from core.effects.sweep import sweep; print(sweep().queued)"


def test_two_sweeps_at_once_queue_each_effect_once(world, table):
    world.shop.level()
    Effect.objects.all().delete()
    want("count_up", count=200)
    Effect.objects.update(queued_at=None)

    words = [sys.executable, "-W", "ignore", "-c", SWEEP]
    sweeps = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    queued = [int(sweep.communicate(timeout=60)[0]) for sweep in sweeps]
    all_at_once([lambda: drain(["bulk"])] * 4)

    runs = set(Effect.objects.values_list("payload__ran", flat=True))
    result = {} if sum(queued) == 200 and runs == {1} else {"queued": queued, "runs": runs}
    table.add("two sweeps and four workers at once", runs=200, invariant="each effect once", result=result)
    assert result == {}
