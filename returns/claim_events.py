"""Facts about customers' claims: ids only, in the past tense."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


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
class ClaimReopened(ClaimFact):
    """What was decided fell: its refund was canceled, or its order ended. Somebody has to look."""

    name: ClassVar[str] = "returns.claim_reopened"


@dataclass(frozen=True, kw_only=True)
class CarrierAsked(ClaimFact):
    """The carrier is asked to pay for what the customer claims."""

    name: ClassVar[str] = "returns.carrier_asked"
