"""Facts about what customers want to be sent: ids only. Their wire names are stable."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class PhoneGiven(Fact):
    """Whoever holds the link to an order wants texts about it on a phone; its customer is told."""

    name: ClassVar[str] = "notifications.phone_given"
    order_id: int
    consent_id: int

    def key(self) -> str:
        return str(self.consent_id)
