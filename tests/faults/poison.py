"""Effects that harm whoever runs them, and one that does nobody any harm."""

import os
import signal
import time

from core.effects import effect_task
from core.models import Effect


@effect_task(queue="bulk")
def crash() -> None:
    """Die as ``kill -9`` would have it, at every attempt."""
    os.kill(os.getpid(), signal.SIGKILL)


@effect_task(queue="bulk")
def never_end() -> None:
    while True:
        time.sleep(0.1)


@effect_task(queue="bulk", max_attempts=3)
def fail() -> None:
    raise RuntimeError("poison")


@effect_task(queue="bulk")
def count_up(*, key: str) -> None:
    """Leaves a mark per run: the row's own payload tells how often."""
    effect = Effect.objects.get(key=key)
    Effect.objects.filter(key=key).update(payload={"ran": effect.payload.get("ran", 0) + 1})
