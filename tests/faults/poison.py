"""Effects that harm whoever runs them, and one that does nobody any harm."""

import os
import signal
import time

from core.effects import NewEffect, effect_task, insert_effects
from core.models import Effect
from core.service import service

TRIES = 3
CHUNK = 64 * 1024 * 1024


@effect_task(queue="bulk", max_attempts=TRIES)
def crash() -> None:
    """Die as ``kill -9`` would have it, at every attempt."""
    os.kill(os.getpid(), signal.SIGKILL)


@effect_task(queue="bulk", max_attempts=TRIES)
def never_end() -> None:
    while True:
        time.sleep(0.1)


@effect_task(queue="bulk", max_attempts=TRIES)
def eat_memory() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(os.urandom(1024)) * (CHUNK // 1024))


@effect_task(queue="bulk", max_attempts=TRIES)
def fail() -> None:
    raise RuntimeError("poison")


@effect_task(queue="bulk")
def count_up(*, key: str) -> None:
    """Leaves a mark per run: the row's own payload tells how often."""
    effect = Effect.objects.get(key=key)
    Effect.objects.filter(key=key).update(payload={"ran": effect.payload.get("ran", 0) + 1})


@service
def want(task: str, *, count: int = 1, priority: int = 5) -> None:
    """``count`` effects of that name."""
    insert_effects(
        [
            NewEffect(task=f"tests.faults.poison.{task}", queue="bulk", key=f"{task}-{number}", priority=priority)
            for number in range(count)
        ]
    )


def states(task: str) -> list[str]:
    return list(Effect.objects.filter(task=f"tests.faults.poison.{task}").values_list("state", flat=True))
