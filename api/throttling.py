"""How often a key may ask: counted in the broker, for all processes together, and never at a request's expense.

A broker that does not answer is left alone for some seconds, and nobody is refused meanwhile.
"""

import logging
import time
from functools import cache
from threading import Lock

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from api.errors import TooManyRequests
from api.models import ApiKey

logger = logging.getLogger(__name__)

WINDOW_SECONDS = 60
# A hung broker costs one request of a process this long, then none for a while.
PATIENCE_SECONDS, PAUSE_SECONDS = 0.1, 10.0


class Breaker:
    """Whether the broker is worth asking; after a failure one asks again when the pause is over."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rests_until = 0.0

    def may_ask(self, now: float) -> bool:
        """True for everybody while it works, and for one of them after each pause."""
        with self._lock:
            if self._rests_until and now < self._rests_until:
                return False
            if self._rests_until:
                self._rests_until = now + PAUSE_SECONDS
            return True

    def failed(self, now: float) -> None:
        with self._lock:
            self._rests_until = now + PAUSE_SECONDS

    def worked(self) -> None:
        with self._lock:
            self._rests_until = 0.0


breaker = Breaker()


def ensure_within_limit(key: ApiKey, *, now: float) -> None:
    """Count one request of the key at Unix time ``now``. Raises TooManyRequests with the seconds to wait."""
    limit = settings.API_REQUESTS_PER_MINUTE if key.requests_per_minute is None else key.requests_per_minute
    if not limit:
        return
    window = int(now // WINDOW_SECONDS)
    made = _count(f"api:requests:{key.pk}:{window}")
    if made > limit:
        wait = max(1, (window + 1) * WINDOW_SECONDS - int(now))
        raise TooManyRequests(
            f"This key may ask {limit} times a minute. Ask again in {wait} seconds.", retry_after=wait, limit=limit
        )


def _count(name: str) -> int:
    """How many requests were counted under the name, this one included; 0 while the broker is away."""
    if not breaker.may_ask(time.monotonic()):
        return 0
    try:
        with _client(settings.REDIS_URL).pipeline(transaction=False) as both:
            both.incr(name)
            both.expire(name, 2 * WINDOW_SECONDS)
            made, _ = both.execute()
    except (redis.RedisError, OSError) as error:
        breaker.failed(time.monotonic())
        logger.warning("Broker not reachable (%s); requests are not counted for %s s.", error, PAUSE_SECONDS)
        return 0
    breaker.worked()
    return int(made)


@cache
def _client(url: str) -> redis.Redis:
    return redis.from_url(
        url, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS, retry=Retry(NoBackoff(), 0)
    )
