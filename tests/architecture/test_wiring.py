"""The wiring table and the clock name things that exist."""

import inspect
from importlib import import_module

import pytest
from celery import current_app

from core.effects.registry import QUEUES, EffectTask, task_named
from core.events import Fact
from oms.beat import SCHEDULE
from oms.settings.queue import CELERY_TASK_QUEUES
from oms.wiring import WIRING
from tests.architecture.tree import FLOORS, ROOT

WIRED = sorted({task for tasks in WIRING.values() for task in tasks})


def facts() -> dict[str, type[Fact]]:
    """Every fact of every app by its wire name."""
    found: dict[str, type[Fact]] = {}
    for app in FLOORS:
        for path in sorted((ROOT / app).glob("*events.py")):
            module = import_module(f"{app}.{path.stem}")
            for _, kind in inspect.getmembers(module, inspect.isclass):
                if issubclass(kind, Fact) and "name" in kind.__dict__:
                    found[kind.name] = kind
    return found


@pytest.mark.parametrize("name", WIRED)
def test_every_wired_task_exists_on_a_declared_queue(name):
    task = task_named(name)

    assert isinstance(task, EffectTask)
    assert task.queue in QUEUES


@pytest.mark.parametrize("fact", sorted(WIRING))
def test_every_wired_fact_is_told_by_somebody_and_has_what_its_listeners_need(fact):
    known = facts()
    assert fact in known

    given = {*inspect.signature(known[fact]).parameters, "key", "attempt"}
    for name in WIRING[fact]:
        task = task_named(name)
        needed = {
            parameter.name
            for parameter in inspect.signature(task.function).parameters.values()
            if parameter.default is parameter.empty
        }
        assert needed <= given, f"{name} needs {needed - given}"


def test_a_listener_never_stands_below_the_fact_it_hears():
    below = [
        f"{fact} → {task}"
        for fact, tasks in WIRING.items()
        for task in tasks
        if FLOORS[task.partition(".")[0]] < FLOORS[fact.partition(".")[0]]
    ]

    assert below == []


def test_wire_names_begin_with_their_app():
    assert [name for name, kind in facts().items() if not kind.__module__.startswith(name.partition(".")[0])] == []


def test_every_queue_of_the_effects_is_declared_to_the_workers():
    assert {*QUEUES, "sweeps"} == {queue.name for queue in CELERY_TASK_QUEUES}


@pytest.mark.parametrize("entry", sorted(SCHEDULE))
def test_what_the_clock_starts_is_registered_on_a_declared_queue(entry):
    name = SCHEDULE[entry]["task"]
    import_module(name.rpartition(".")[0])

    assert name in current_app.tasks
    assert SCHEDULE[entry].get("options", {}).get("queue", "default") in {queue.name for queue in CELERY_TASK_QUEUES}
