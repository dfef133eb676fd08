"""Facts about an order's parcels on the road: ids only, in the past tense."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class ParcelDispatched(Fact):
    name: ClassVar[str] = "orders.dispatched"
    order_id: int
    parcel_id: int

    def key(self) -> str:
        return str(self.parcel_id)


@dataclass(frozen=True, kw_only=True)
class ParcelDelivered(Fact):
    name: ClassVar[str] = "orders.delivered"
    order_id: int
    parcel_id: int

    def key(self) -> str:
        return str(self.parcel_id)


@dataclass(frozen=True, kw_only=True)
class ParcelLost(Fact):
    name: ClassVar[str] = "orders.lost"
    order_id: int
    parcel_id: int


@dataclass(frozen=True, kw_only=True)
class ParcelFound(Fact):
    name: ClassVar[str] = "orders.found"
    order_id: int
    parcel_id: int


@dataclass(frozen=True, kw_only=True)
class FullyShipped(Fact):
    name: ClassVar[str] = "orders.fully_shipped"
    order_id: int
