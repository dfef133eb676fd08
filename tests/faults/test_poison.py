"""One effect that kills its worker does not keep the others from being done."""

import pytest
from django.urls import reverse

from core.models import Alert, Effect
from tests.faults.poison import states, want

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault, pytest.mark.slow]

MEMORY = {"WORKER_MEMORY_MB": "512"}


def differences(world, poisons: list[str], harmless: int) -> dict:
    """What is not as it must be: the poison dead after all its tries, each with an alert, the rest done, all alive."""
    dead = Effect.objects.filter(state="dead")
    found = {
        "poison": {name: states(name) for name in poisons if states(name) != ["dead"]},
        "undone": harmless - states("count_up").count("done"),
        "too few tries": list(dead.filter(attempts__lt=3).values_list("task", "attempts")),
        "no words": list(dead.filter(last_error="").values_list("task")),
        "workers": "" if world.crew.worker.running else world.crew.words(),
    }
    alerts = Alert.objects.filter(kind="dead_effect", closed_at=None).values_list("reference", flat=True)
    if sorted(alerts) != sorted(str(key) for key in dead.values_list("pk", flat=True)):
        found["alerts"] = list(alerts)
    return {name: value for name, value in found.items() if value}


def test_crash_exception_and_hunger_among_many(world, table, admin_client):
    poisons = ["crash", "fail", "eat_memory"]
    for poison in poisons:
        want(poison, priority=0)
    want("count_up", count=100)
    world.hire(more=MEMORY)
    world.settle(seconds=100, until=lambda: all(states(name) == ["dead"] for name in poisons))

    found = differences(world, poisons, 100)
    table.add("poison: crash, exception and memory among 100", runs=1,
              invariant="100 done, 3 dead with alerts", result=found)  # fmt: skip
    assert found == {}
    assert "MemoryError" in Effect.objects.get(key="eat_memory-0").last_error

    # A person looks at it, presses the button, and it is tried again.
    effect = Effect.objects.get(key="fail-0")
    page = admin_client.get(reverse("admin:core_effect_change", args=[effect.pk])).content.decode()
    assert "Try again" in page
    world.crew.stop()
    admin_client.post(reverse("admin:core_effect_move", args=[effect.pk, "retry"]))
    effect = Effect.objects.get(pk=effect.pk)
    assert (effect.state, effect.attempts) == ("due", 0)
    assert not Alert.objects.filter(reference=str(effect.pk), closed_at=None).exists()


@pytest.mark.parametrize("poison", ["crash", "never_end", "eat_memory"])
def test_one_poison_among_a_thousand(long_only, world, table, poison):
    want(poison, priority=0)
    want("count_up", count=999)
    world.hire(more=MEMORY)
    world.settle(seconds=200, until=lambda: states(poison) == ["dead"])

    found = differences(world, [poison], 999)
    table.add(f"poison: {poison} among 1,000", runs=1, invariant="999 done, 1 dead with an alert", result=found)
    assert found == {}
