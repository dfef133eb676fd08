"""How often one connection may ask: a counter per address and kind in the cache."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` times in ``seconds``."""

    kind: str
    most: int
    seconds: int


READING = Limit("read", 120, 60)
WRITING = Limit("write", 20, 300)
GUESSING = Limit("guess", 20, 600)


def count(limit: Limit, request: HttpRequest) -> int:
    """Count one more and tell how many there were."""
    key = _key(limit, request)
    cache.add(key, 0, limit.seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it lapsed in between
        cache.set(key, 1, limit.seconds)
        return 1


def is_reached(limit: Limit, request: HttpRequest) -> bool:
    """Whether there were that many already; counts nothing."""
    return int(cache.get(_key(limit, request), 0)) >= limit.most


def _key(limit: Limit, request: HttpRequest) -> str:
    address = hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()[:16]
    return f"portal:{limit.kind}:{address}"
