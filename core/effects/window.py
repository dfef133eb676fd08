"""The time in which a person can still take back what they asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from core.actors import Actor

PERSON = "user"


@dataclass(frozen=True)
class Postponed:
    """An act that was asked for and is not done yet; ``told`` says so to the person."""

    title: str
    until: datetime

    @property
    def told(self) -> str:
        return (
            f"{self.title}: will be done at {self.until:%H:%M:%S} UTC. Until then it can be undone on the order's page."
        )


def end_of_window(actor: Actor) -> datetime | None:
    """When an act of ``actor`` is to be done; None (at once) unless a person of the office asks for it."""
    return end_of_any_window() if actor.kind == PERSON else None


def end_of_any_window() -> datetime | None:
    """When an act is to be done that keeps the window whoever asked; None when there is no window."""
    seconds = settings.OMS_UNDO_SECONDS
    return timezone.now() + timedelta(seconds=seconds) if seconds > 0 else None
