"""Counts of what leaves no row, as conflicts are rolled back with the act; kept by the broker for all processes."""

import logging
import time

from redis.exceptions import RedisError

from core.broker import broker

logger = logging.getLogger(__name__)

KEY = "oms:counts"
# After a broker that does not answer nobody else waits for it for so long; what happens meanwhile is not counted.
PAUSE_SECONDS = 30.0

_paused_until = {"at": 0.0}


def count(name: str) -> None:
    """One more of ``name``, such as ``conflict:stale_version``. Costs the caller little, and nothing when it fails."""
    if time.monotonic() < _paused_until["at"]:
        return
    try:
        broker().hincrby(KEY, name, 1)
    except (RedisError, OSError) as error:
        _paused_until["at"] = time.monotonic() + PAUSE_SECONDS
        logger.warning("The broker does not count %s: %s", name, type(error).__name__)


def counts(kind: str) -> dict[str, int] | None:
    """How often each name of a kind (``conflict``) was counted; None when the broker is away."""
    try:
        kept = {str(name): int(n) for name, n in broker().hgetall(KEY).items()}
    except (RedisError, OSError):
        return None
    return {name.partition(":")[2]: n for name, n in kept.items() if name.partition(":")[0] == kind}
