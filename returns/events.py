"""Facts about returns, exchanges and claims: ids only, in the past tense. Their wire names are stable."""

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


@dataclass(frozen=True, kw_only=True)
class ExchangeFact(Fact):
    """A fact about one exchange."""

    order_id: int
    exchange_id: int


@dataclass(frozen=True, kw_only=True)
class ExchangeRequested(ExchangeFact):
    name: ClassVar[str] = "returns.exchange_requested"


@dataclass(frozen=True, kw_only=True)
class ExchangeApproved(ExchangeFact):
    name: ClassVar[str] = "returns.exchange_approved"


@dataclass(frozen=True, kw_only=True)
class ExchangeOrderRefused(ExchangeFact):
    """The new order could not be placed; somebody has to look."""

    name: ClassVar[str] = "returns.exchange_order_refused"


@dataclass(frozen=True, kw_only=True)
class ExchangeOrderPlaced(ExchangeFact):
    name: ClassVar[str] = "returns.exchange_order_placed"
    new_order_id: int


@dataclass(frozen=True, kw_only=True)
class ExchangeMoved(ExchangeFact):
    """It waits for something else now."""

    name: ClassVar[str] = "returns.exchange_moved"


@dataclass(frozen=True, kw_only=True)
class ExchangeCovered(ExchangeFact):
    """What the goods were worth moved to the new order."""

    name: ClassVar[str] = "returns.exchange_covered"


@dataclass(frozen=True, kw_only=True)
class ExchangeCompleted(ExchangeFact):
    name: ClassVar[str] = "returns.exchange_completed"


@dataclass(frozen=True, kw_only=True)
class ExchangeDenied(ExchangeFact):
    name: ClassVar[str] = "returns.exchange_denied"


@dataclass(frozen=True, kw_only=True)
class ExchangeExpired(ExchangeFact):
    name: ClassVar[str] = "returns.exchange_expired"


@dataclass(frozen=True, kw_only=True)
class ExchangeCanceled(ExchangeFact):
    name: ClassVar[str] = "returns.exchange_canceled"


@dataclass(frozen=True, kw_only=True)
class OrderExchanged(Fact):
    """On the new order's timeline: what it goes out for."""

    name: ClassVar[str] = "returns.exchanged_for"
    order_id: int
    exchange_id: int


@dataclass(frozen=True, kw_only=True)
class ClaimFact(Fact):
    """A fact about one claim."""

    order_id: int
    claim_id: int


@dataclass(frozen=True, kw_only=True)
class ClaimOpened(ClaimFact):
    name: ClassVar[str] = "returns.claim_opened"


@dataclass(frozen=True, kw_only=True)
class ClaimApproved(ClaimFact):
    name: ClassVar[str] = "returns.claim_approved"


@dataclass(frozen=True, kw_only=True)
class ClaimDenied(ClaimFact):
    name: ClassVar[str] = "returns.claim_denied"


@dataclass(frozen=True, kw_only=True)
class ClaimCanceled(ClaimFact):
    name: ClassVar[str] = "returns.claim_canceled"


@dataclass(frozen=True, kw_only=True)
class ClaimDecided(ClaimFact):
    """What the customer gets is decided; goods are still to be ordered anew, if any."""

    name: ClassVar[str] = "returns.claim_decided"


@dataclass(frozen=True, kw_only=True)
class ClaimOrderPlaced(ClaimFact):
    name: ClassVar[str] = "returns.claim_order_placed"
    new_order_id: int


@dataclass(frozen=True, kw_only=True)
class ClaimOrderRefused(ClaimFact):
    """The goods could not be ordered anew; somebody has to look."""

    name: ClassVar[str] = "returns.claim_order_refused"


@dataclass(frozen=True, kw_only=True)
class ClaimResolved(ClaimFact):
    name: ClassVar[str] = "returns.claim_resolved"


@dataclass(frozen=True, kw_only=True)
class CarrierAsked(ClaimFact):
    """The carrier is asked to pay for what the customer claims."""

    name: ClassVar[str] = "returns.carrier_asked"
