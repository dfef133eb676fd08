"""Which task does what an effect asks for, and who listens to which fact."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

QUEUES = ("payments", "labels", "mail", "default", "bulk")
EFFECT_LIMIT_SECONDS = 20
LEASE_MARGIN_SECONDS = 5


@dataclass(frozen=True)
class EffectTask:
    """A function that acts outside, with its queue, hard limit in seconds and patience."""

    name: str
    queue: str
    limit_seconds: int
    max_attempts: int
    function: Callable[..., Any]
    accepts: frozenset[str]

    @property
    def lease_seconds(self) -> int:
        return self.limit_seconds + LEASE_MARGIN_SECONDS

    def __call__(self, **arguments: Any) -> Any:
        return self.function(**{name: value for name, value in arguments.items() if name in self.accepts})


_tasks: dict[str, EffectTask] = {}


def effect_task(
    *, queue: str, limit_seconds: int = EFFECT_LIMIT_SECONDS, max_attempts: int = 10
) -> Callable[[Callable[..., Any]], EffectTask]:
    """Register a function as an effect; it gets the payload's fields it names, ``key`` and ``attempt`` if named.

    Raise by reaction: Unavailable (again later), OutcomeUnknown (again; ask first), Misconfigured (dead at once).
    """
    if queue not in QUEUES:
        raise ValueError(f"{queue!r} is not one of {QUEUES}.")

    def register(function: Callable[..., Any]) -> EffectTask:
        name = f"{function.__module__}.{function.__name__}"
        accepts = frozenset(inspect.signature(function).parameters)
        task = EffectTask(name, queue, limit_seconds, max_attempts, function, accepts)
        _tasks[name] = task
        return task

    return register


def task_named(name: str) -> EffectTask:
    """The registered task, importing its module when needed. Raises KeyError for an unknown one."""
    if name not in _tasks:
        import_module(name.rpartition(".")[0])
    return _tasks[name]


def wiring() -> Mapping[str, Sequence[str]]:
    """Fact name → task names, from the table that ``settings.OMS_WIRING`` points at."""
    return _table(settings.OMS_WIRING)


@lru_cache(maxsize=4)
def _table(path: str) -> Mapping[str, Sequence[str]]:
    table: Mapping[str, Sequence[str]] = import_string(path)
    return table


def subscribers_of(fact_name: str) -> list[EffectTask]:
    return [task_named(name) for name in wiring().get(fact_name, ())]
