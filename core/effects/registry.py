"""Which task does what an effect asks for, and who listens to which fact."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

# How long one effect of a queue may take; then the process that runs it is killed. More than its slowest adapter's
# calls together: an outcome is recorded by us and not by a kill.
LIMIT_SECONDS = {"payments": 35, "labels": 90, "mail": 20, "default": 20, "bulk": 20, "hooks": 20}
QUEUES = tuple(LIMIT_SECONDS)
# A worker takes effects of its queue for so long before it makes room for others, the sweep among them.
WORK_BUDGET_SECONDS = 1
MAX_ATTEMPTS = 10
# More than the budget: the kill, counted from the start of the work, always comes before the lease ends.
LEASE_MARGIN_SECONDS = 5


@dataclass(frozen=True)
class Undo:
    """What a person may still withdraw: how pages call it, and the right that withdrawing asks for.

    ``waits``: as the effect of a fact, too, it keeps the window before it is done.
    """

    title: str
    right: str
    waits: bool = False


@dataclass(frozen=True)
class EffectTask:
    """A function that acts outside, with its queue and patience; without ``undo`` it is never withdrawn.

    ``wanted`` says whether a fact is worth an effect of it now; asked while the fact is published, so it is cheap.
    """

    name: str
    queue: str
    max_attempts: int
    function: Callable[..., Any]
    accepts: frozenset[str]
    undo: Undo | None = None
    wanted: Callable[[], bool] | None = None

    def __call__(self, **arguments: Any) -> Any:
        return self.function(**{name: value for name, value in arguments.items() if name in self.accepts})


_tasks: dict[str, EffectTask] = {}


def effect_task(
    *, queue: str, max_attempts: int = MAX_ATTEMPTS, undo: Undo | None = None,
    wanted: Callable[[], bool] | None = None,
) -> Callable[[Callable[..., Any]], EffectTask]:  # fmt: skip
    """Register a function as an effect; it gets the payload's fields it names, ``key`` and ``attempt`` if named.

    Raise by reaction: Unavailable (again later), OutcomeUnknown (again; ask first), Misconfigured (dead at once).
    """
    if queue not in QUEUES:
        raise ValueError(f"{queue!r} is not one of {QUEUES}.")

    def register(function: Callable[..., Any]) -> EffectTask:
        name = f"{function.__module__}.{function.__name__}"
        accepts = frozenset(inspect.signature(function).parameters)
        task = EffectTask(name, queue, max_attempts, function, accepts, undo, wanted)
        _tasks[name] = task
        return task

    return register


def task_named(name: str) -> EffectTask:
    """The registered task, importing its module when needed. Raises KeyError for an unknown one."""
    if name not in _tasks:
        import_module(name.rpartition(".")[0])
    return _tasks[name]


def max_attempts_of(name: str) -> int:
    """How often the task is tried; one that this process does not know may be known to the next, a newer one."""
    try:
        return task_named(name).max_attempts
    except (KeyError, ImportError):
        return MAX_ATTEMPTS


def undo_of(name: str) -> Undo | None:
    """How the task is withdrawn; None for one that never is, or that this process does not know."""
    try:
        return task_named(name).undo
    except (KeyError, ImportError):
        return None


def wiring() -> Mapping[str, Sequence[str]]:
    """Fact name → task names, from the table that ``settings.OMS_WIRING`` points at."""
    return _table(settings.OMS_WIRING)


@lru_cache(maxsize=4)
def _table(path: str) -> Mapping[str, Sequence[str]]:
    table: Mapping[str, Sequence[str]] = import_string(path)
    return table


def subscribers_of(fact_name: str) -> list[EffectTask]:
    """Who listens now; who would have nothing to do is left out."""
    tasks = [task_named(name) for name in wiring().get(fact_name, ())]
    return [task for task in tasks if task.wanted is None or task.wanted()]
