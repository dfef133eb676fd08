"""Forecasts are made in a process of their own: their library is never loaded by a web or worker process."""

import os
import subprocess
import sys

from django.conf import settings

from core.errors import Unavailable

# The child stops by itself well before it is stopped: a kill costs one chunk. Six seconds of it are its start.
SECONDS_OF_WORK, LIMIT_SECONDS = 200, 270
SHOWN_ERROR = 400
# One series at a time is small: threads would only cost memory, of which a worker's children have as much as it.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def run_stretch(*, run_id: int) -> None:
    """Work a plan for some seconds in a child. Raises Unavailable when it failed or took too long; it goes on there.

    The plan keeps its checkpoint: what the child did is done, whatever became of the child.
    """
    command = [
        sys.executable, str(settings.BASE_DIR / "manage.py"), "forecast_demand", "--run", str(run_id),
        "--seconds", str(SECONDS_OF_WORK),
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False,
            env={**os.environ, **ONE_THREAD},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"The plan's process took more than {LIMIT_SECONDS} s and was stopped.") from error
    if done.returncode:
        raise Unavailable(f"The plan's process failed: {done.stderr[-SHOWN_ERROR:].strip()}")
