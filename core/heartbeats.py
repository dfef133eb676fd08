"""Signs of life of workers, of the clock and of web processes, in the broker's memory.

Who ends in order takes its sign back; who was killed is shown as silent for an hour, then forgotten.
"""

import json
import logging
import os
import socket
import time
from collections.abc import Sequence
from dataclasses import MISSING, asdict, dataclass, fields, replace

from redis.exceptions import RedisError

from core.broker import broker

logger = logging.getLogger(__name__)

KEY = "oms:alive"
EVERY_SECONDS = 5.0
SILENT_AFTER_SECONDS = 30.0
FORGOTTEN_AFTER_SECONDS = 3600.0


@dataclass(frozen=True)
class Heartbeat:
    """One process: its role (worker, beat, web), where it runs, since when, with which version of the house.

    Moments are seconds since 1970; ``what`` is a word more, such as the queues of a worker.
    """

    role: str
    name: str
    version: str
    began: float
    seen: float
    what: str = ""

    @property
    def key(self) -> str:
        return f"{self.role}:{self.name}"

    def silence(self, now: float) -> float:
        """Seconds since it was last heard of."""
        return max(0.0, now - self.seen)

    def is_alive(self, now: float) -> bool:
        return self.silence(now) <= SILENT_AFTER_SECONDS


def own_heartbeat(role: str, *, version: str, what: str = "") -> Heartbeat:
    """The sign of this process, to be told again and again."""
    now = time.time()
    name = f"{socket.gethostname()}:{os.getpid()}"
    return Heartbeat(role=role, name=name, version=version, began=now, seen=now, what=what)


def tell(heartbeat: Heartbeat) -> bool:
    """Say that the process lives; False, and a word in the log, when the broker is away."""
    now = replace(heartbeat, seen=time.time())
    try:
        broker().hset(KEY, now.key, json.dumps(asdict(now)))
    except (RedisError, OSError) as error:
        logger.warning("The broker does not take the sign of life of %s: %s", now.key, type(error).__name__)
        return False
    return True


def take_back(heartbeat: Heartbeat) -> None:
    """The process ends in order: nobody needs to miss it."""
    try:
        broker().hdel(KEY, heartbeat.key)
    except (RedisError, OSError) as error:
        logger.info("The sign of life of %s stays until it is forgotten: %s", heartbeat.key, type(error).__name__)


def _read(text: bytes | str) -> Heartbeat | None:
    """A process of another version may say more, or less than is needed here."""
    told = json.loads(text)
    names = {each.name for each in fields(Heartbeat)}
    needed = {each.name for each in fields(Heartbeat) if each.default is MISSING}
    return Heartbeat(**{name: told[name] for name in names & told.keys()}) if told.keys() >= needed else None


def heartbeats(*, now: float | None = None) -> Sequence[Heartbeat] | None:
    """Everybody heard of within the hour, by role and age; None when the broker is away. Forgets who was not."""
    now = time.time() if now is None else now
    try:
        found = [one for text in broker().hgetall(KEY).values() if (one := _read(text)) is not None]
        old = [one.key for one in found if one.silence(now) > FORGOTTEN_AFTER_SECONDS]
        if old:
            broker().hdel(KEY, *old)
    except (RedisError, OSError):
        return None
    return sorted((one for one in found if one.key not in old), key=lambda one: (one.role, one.began))
