"""Facts about exchanges: ids only, in the past tense, on the timeline of the order they began with."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


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
