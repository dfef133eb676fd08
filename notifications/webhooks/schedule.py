"""When a call that failed is made again, and when we stop calling."""

import random
from datetime import timedelta

# Source: Standard Webhooks, "Webhook delivery": about three days in ever longer steps.
PAUSES = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24),
)  # fmt: skip
# So that what failed together does not come back together.
SPREAD = 0.1
DISABLED_AFTER = timedelta(days=5)
# And only when one webhook failed so often: more than half an hour on end, not one bad moment long after another.
TRIES_BEFORE_DISABLED = 4
OVERLAP = timedelta(hours=24)


def pause_after(failures: int, *, asked_seconds: int = 0) -> timedelta | None:
    """How long to wait after so many failures, at least as long as the receiver asks; None: give up."""
    if failures > len(PAUSES):
        return None
    pause = PAUSES[failures - 1] * (1 + SPREAD * random.random())
    return max(pause, timedelta(seconds=asked_seconds))
