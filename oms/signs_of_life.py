"""Workers, the clock and web processes tell the broker that they live."""

import atexit
import logging
import threading
import time
from typing import Any

from django.conf import settings

from core.heartbeats import EVERY_SECONDS, Heartbeat, own_heartbeat, take_back, tell

logger = logging.getLogger(__name__)


def keep_telling(role: str, *, what: str = "") -> Heartbeat:
    """Tell it now and every few seconds from a thread of its own, until the process ends."""
    heartbeat = own_heartbeat(role, version=settings.OMS_VERSION, what=what)
    threading.Thread(target=_tell_for_ever, args=[heartbeat], name="signs-of-life", daemon=True).start()
    atexit.register(take_back, heartbeat)
    return heartbeat


def _tell_for_ever(heartbeat: Heartbeat) -> None:
    while True:
        tell(heartbeat)
        time.sleep(EVERY_SECONDS)


class ClockTeller:
    """The clock's sign of life is that it sends something: one that hangs falls silent."""

    def __init__(self) -> None:
        self.heartbeat: Heartbeat | None = None
        self.told_at = 0.0

    def begin(self, **_: Any) -> None:
        """The process turned out to be the clock."""
        self.heartbeat = own_heartbeat("beat", version=settings.OMS_VERSION)
        tell(self.heartbeat)
        atexit.register(take_back, self.heartbeat)

    def sent(self, **_: Any) -> None:
        """A message went out; in every other process than the clock's this is nothing."""
        now = time.monotonic()
        if self.heartbeat is not None and now - self.told_at >= EVERY_SECONDS:
            self.told_at = now
            tell(self.heartbeat)
