"""Facts about returns: ids only, in the past tense. Their wire names are stable."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class ReturnFact(Fact):
    """A fact about one return; each is told once in its life."""

    order_id: int
    return_id: int

    def key(self) -> str:
        return f"{self.return_id}:{self.name}"


@dataclass(frozen=True, kw_only=True)
class ReturnRequested(ReturnFact):
    name: ClassVar[str] = "returns.requested"


@dataclass(frozen=True, kw_only=True)
class ReturnApproved(ReturnFact):
    name: ClassVar[str] = "returns.approved"


@dataclass(frozen=True, kw_only=True)
class ReturnRejected(ReturnFact):
    name: ClassVar[str] = "returns.rejected"


@dataclass(frozen=True, kw_only=True)
class ReturnSent(ReturnFact):
    name: ClassVar[str] = "returns.sent"


@dataclass(frozen=True, kw_only=True)
class ReturnReceived(ReturnFact):
    name: ClassVar[str] = "returns.received"


@dataclass(frozen=True, kw_only=True)
class ReturnInspected(ReturnFact):
    name: ClassVar[str] = "returns.inspected"


@dataclass(frozen=True, kw_only=True)
class ReturnResolved(ReturnFact):
    name: ClassVar[str] = "returns.resolved"


@dataclass(frozen=True, kw_only=True)
class ReturnClosed(ReturnFact):
    name: ClassVar[str] = "returns.closed"


@dataclass(frozen=True, kw_only=True)
class ReturnExpired(ReturnFact):
    name: ClassVar[str] = "returns.expired"


@dataclass(frozen=True, kw_only=True)
class ReturnCanceled(ReturnFact):
    name: ClassVar[str] = "returns.canceled"
