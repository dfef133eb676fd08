"""What the broker keeps for us besides messages: signs of life and counts; and how it is itself."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

WAIT_SECONDS = 1.0


@lru_cache(maxsize=2)
def _client(url: str) -> "Redis":
    return Redis.from_url(url, socket_timeout=WAIT_SECONDS, socket_connect_timeout=WAIT_SECONDS, decode_responses=True)


def broker() -> "Redis":
    """The connection to the broker; nothing is asked of it before it is used."""
    return _client(settings.REDIS_URL)


@dataclass(frozen=True)
class BrokerCondition:
    """How the broker is. Memory in bytes; ``limit`` is 0 where it may take all there is."""

    is_reachable: bool
    why: str = ""
    version: str = ""
    used: int = 0
    limit: int = 0
    policy: str = ""

    @property
    def share(self) -> float:
        """How much of its memory is taken, from 0 to 1; 0 without a limit."""
        return self.used / self.limit if self.limit else 0.0

    @property
    def may_forget(self) -> bool:
        """A broker that evicts keys when it is full drops messages."""
        return self.is_reachable and self.policy not in ("", "noeviction")


def broker_condition() -> BrokerCondition:
    """Asks it once, for a second at most; never raises."""
    try:
        told: dict[str, Any] = broker().info()
    except (RedisError, OSError) as error:
        return BrokerCondition(is_reachable=False, why=type(error).__name__)
    return BrokerCondition(
        is_reachable=True,
        version=str(told.get("valkey_version") or told.get("redis_version", "")),
        used=int(told.get("used_memory", 0)),
        limit=int(told.get("maxmemory", 0)),
        policy=str(told.get("maxmemory_policy", "")),
    )
