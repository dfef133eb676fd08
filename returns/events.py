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


@dataclass(frozen=True, kw_only=True)
class BoxReceived(Fact):
    """Another box of a return that was received before."""

    name: ClassVar[str] = "returns.box_received"
    order_id: int
    return_id: int


@dataclass(frozen=True, kw_only=True)
class ReturnRerouted(Fact):
    """It came to another warehouse than it was announced for."""

    name: ClassVar[str] = "returns.rerouted"
    order_id: int
    return_id: int


@dataclass(frozen=True, kw_only=True)
class RestGivenUp(Fact):
    """What was still to come of a return does not come."""

    name: ClassVar[str] = "returns.rest_given_up"
    order_id: int
    return_id: int


@dataclass(frozen=True, kw_only=True)
class RuleOverridden(Fact):
    """Somebody let a return pass that breaks a rule; why is in the note."""

    name: ClassVar[str] = "returns.rule_overridden"
    order_id: int
    return_id: int


@dataclass(frozen=True, kw_only=True)
class FeesWaived(Fact):
    """Fees that the policy asks for were not taken; why is in the note."""

    name: ClassVar[str] = "returns.fees_waived"
    order_id: int
    return_id: int


@dataclass(frozen=True, kw_only=True)
class GoodsSentBack(ReturnFact):
    """Repaired goods left for their customer."""

    name: ClassVar[str] = "returns.goods_sent_back"
