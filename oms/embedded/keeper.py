"""Starts children again that end by themselves, the more patiently the more often they do."""

import logging
import time

from oms.embedded.children import Child

FIRST_REST_SECONDS = 1.0
LONGEST_REST_SECONDS = 30.0
STEADY_SECONDS = 60.0

log = logging.getLogger("keeper")


class Keeper:
    """Looks after the children given to it."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.started_at: dict[str, float] = {}
        self.rest: dict[str, float] = {}

    def start(self, child: Child) -> None:
        if child not in self.children:
            self.children.append(child)
        self.started_at[child.name] = time.monotonic()
        child.start()

    def look_after(self) -> None:
        """Start again who ended and has rested long enough; whoever ran steadily is trusted anew."""
        now = time.monotonic()
        for child in self.children:
            ran = now - self.started_at[child.name]
            if child.running:
                if ran > STEADY_SECONDS:
                    self.rest.pop(child.name, None)
                continue
            rest = self.rest.get(child.name, FIRST_REST_SECONDS)
            if ran > rest:
                log.warning("%s ended with %s, starting it again", child.name, child.ended_with)
                self.rest[child.name] = min(rest * 2, LONGEST_REST_SECONDS)
                self.start(child)
