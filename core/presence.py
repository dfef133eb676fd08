"""Who else has a page open: kept in the broker's memory for a minute and a half, never in the database."""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# A page tells that it is open every thirty seconds; who was not heard of for so long has left.
STALE_SECONDS = 90
WAIT_SECONDS = 0.5


@dataclass(frozen=True)
class Present:
    """Somebody who has the page open, since so many seconds."""

    user_id: int
    since_seconds: int

    @property
    def minutes(self) -> int:
        return self.since_seconds // 60


def here(page: str, *, user_id: int, now: float | None = None) -> list[Present]:
    """Tell that ``user_id`` has ``page`` open; gives the others who have, the longest first.

    Nobody when the broker is away: the page opens all the same, and the log says so.
    """
    now = time.time() if now is None else now
    try:
        return _here(_client(settings.REDIS_URL), page, user_id, now)
    except (RedisError, OSError) as error:
        logger.warning("Who else has %s open is not known: %s", page, error)
        return []


@lru_cache(maxsize=2)
def _client(url: str) -> "Redis":
    return Redis.from_url(url, socket_timeout=WAIT_SECONDS, socket_connect_timeout=WAIT_SECONDS, decode_responses=True)


def _here(client: "Redis", page: str, user_id: int, now: float) -> list[Present]:
    seen, since = f"presence:{page}:seen", f"presence:{page}:since"
    gone = client.zrangebyscore(seen, "-inf", now - STALE_SECONDS)
    with client.pipeline() as line:
        if gone:
            line.zrem(seen, *gone)
            line.hdel(since, *gone)
        line.zadd(seen, {str(user_id): now})
        line.hsetnx(since, str(user_id), str(now))
        line.expire(seen, STALE_SECONDS)
        line.expire(since, STALE_SECONDS)
        line.hgetall(since)
        began: dict[str, str] = line.execute()[-1]
    return _others(began.items(), user_id, now)


def _others(began: Iterable[tuple[str, str]], user_id: int, now: float) -> list[Present]:
    found = [Present(int(who), max(0, int(now - float(at)))) for who, at in began if int(who) != user_id]
    return sorted(found, key=lambda one: -one.since_seconds)
