"""How often one connection, or one order's number, may ask: a counter in the memory all web processes share."""

import hashlib
import logging
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Network, ip_address

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
WAIT_SECONDS = 0.3
CUSTOMER_PREFIX = 64
_NETWORK = (2**CUSTOMER_PREFIX - 1) << (128 - CUSTOMER_PREFIX)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` times in ``seconds``."""

    kind: str
    most: int
    seconds: int


READING = Limit("read", 120, 60)
WRITING = Limit("write", 20, 300)
GUESSING = Limit("guess", 20, 600)
# The form that mails a link: by connection, and by the number that was typed, whether or not there is such an order.
FINDING = Limit("find", 10, 600)
FINDING_ONE = Limit("find-one", 5, 3600)


def count(limit: Limit, request: HttpRequest) -> int:
    """Count one more of this connection and tell how many there were."""
    return count_of(limit, address_of(request))


def is_reached(limit: Limit, request: HttpRequest) -> bool:
    """Whether there were that many already; counts nothing."""
    key = _key(limit, address_of(request))
    try:
        shared = _shared()
        return int((shared.get(key) if shared else cache.get(key)) or 0) >= limit.most
    except (RedisError, OSError) as error:
        logger.warning("Limits are counted in this process alone: %s", error)
        return int(cache.get(key, 0)) >= limit.most


def count_of(limit: Limit, what: str) -> int:
    """Count one more of ``what``. Without the shared memory it is counted in this process: never not at all."""
    key = _key(limit, what)
    try:
        shared = _shared()
        return _count_shared(shared, key, limit) if shared else _count_here(key, limit)
    except (RedisError, OSError) as error:
        logger.warning("Limits are counted in this process alone: %s", error)
        return _count_here(key, limit)


def address_of(request: HttpRequest) -> str:
    """Where the request came from; behind ``PROXY_HOPS`` proxies of ours, what the outermost of them saw.

    As one connection is counted: of IPv6 the network that one customer gets.
    """
    hops = settings.PROXY_HOPS
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return connection_of(told[-hops] if hops and len(told) >= hops else str(request.META.get("REMOTE_ADDR", "")))


def connection_of(address: str) -> str:
    """An IPv4 address as it is, also when it is mapped into IPv6; of an IPv6 address its /64; anything else unchanged.

    Whoever has a /64 has 2⁶⁴ addresses to ask from. Source: RFC 6177.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((int(parsed) & _NETWORK, CUSTOMER_PREFIX)))


def _count_shared(shared: "Redis", key: str, limit: Limit) -> int:
    with shared.pipeline() as line:
        line.set(key, 0, ex=limit.seconds, nx=True)
        line.incr(key)
        return int(line.execute()[1])


def _count_here(key: str, limit: Limit) -> int:
    cache.add(key, 0, limit.seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it lapsed in between
        cache.set(key, 1, limit.seconds)
        return 1


def _shared() -> "Redis | None":
    return _client(settings.LIMITS_URL) if settings.LIMITS_URL else None


@lru_cache(maxsize=2)
def _client(url: str) -> "Redis":
    return Redis.from_url(url, socket_timeout=WAIT_SECONDS, socket_connect_timeout=WAIT_SECONDS, decode_responses=True)


def _key(limit: Limit, what: str) -> str:
    return f"portal:{limit.kind}:{hashlib.sha256(what.encode()).hexdigest()[:16]}"
