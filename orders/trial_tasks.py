"""What workers do for what-ifs of sourcing rules. Shells: load, call, record."""

import time

from core.effects import effect_task
from orders.services.trials import end_stretch, replay_chunk

STRETCH_SECONDS = 8.0


@effect_task(queue="bulk")
def work_trial(*, trial_id: int, chunk: int) -> None:
    """A stretch of a trial; what is left is the next effect, so other bulk work gets its turn."""
    began = time.monotonic()
    while replay_chunk(trial_id=trial_id):
        if time.monotonic() - began > STRETCH_SECONDS:
            break
    end_stretch(trial_id=trial_id, chunk=chunk)
