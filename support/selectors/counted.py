"""How many cases wait, as every page of the office shows it: counted at most twice a minute by each process."""

from django.core.cache import cache
from django.utils import timezone

from support.selectors.queue import queue_counts

KEY = "support.queue_counts"
KEPT_SECONDS = 30


def counted_queues() -> dict[str, int]:
    """``waiting`` and ``near``, half a minute old at most; two queries when it is older."""
    counts: dict[str, int] = cache.get_or_set(KEY, lambda: queue_counts(now=timezone.now()), KEPT_SECONDS) or {}
    return counts
