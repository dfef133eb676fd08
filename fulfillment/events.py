"""Facts of the floor: ids only. Their wire names are stable.

Picking, packing, dispatch and delivery are told by the order itself; here is what the order does not know.
"""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class WorkFact(Fact):
    """A fact about one warehouse's work for an order."""

    order_id: int
    fulfillment_order_id: int


@dataclass(frozen=True, kw_only=True)
class WorkOpened(WorkFact):
    name: ClassVar[str] = "fulfillment.opened"


@dataclass(frozen=True, kw_only=True)
class CancelRequested(WorkFact):
    name: ClassVar[str] = "fulfillment.cancel_requested"


@dataclass(frozen=True, kw_only=True)
class UnitsPutBack(WorkFact):
    name: ClassVar[str] = "fulfillment.put_back"


@dataclass(frozen=True, kw_only=True)
class ReadyForPickup(WorkFact):
    name: ClassVar[str] = "fulfillment.ready_for_pickup"


@dataclass(frozen=True, kw_only=True)
class GoodsCollected(WorkFact):
    name: ClassVar[str] = "fulfillment.collected"


@dataclass(frozen=True, kw_only=True)
class ParcelPacked(WorkFact):
    name: ClassVar[str] = "fulfillment.parcel_packed"
    parcel_id: int


@dataclass(frozen=True, kw_only=True)
class ParcelUnpacked(WorkFact):
    name: ClassVar[str] = "fulfillment.parcel_unpacked"
    parcel_id: int


@dataclass(frozen=True, kw_only=True)
class ParcelLabeled(WorkFact):
    name: ClassVar[str] = "fulfillment.parcel_labeled"
    parcel_id: int


@dataclass(frozen=True, kw_only=True)
class ParcelLabelFailed(WorkFact):
    name: ClassVar[str] = "fulfillment.parcel_label_failed"
    parcel_id: int


@dataclass(frozen=True, kw_only=True)
class ParcelLabelVoided(WorkFact):
    name: ClassVar[str] = "fulfillment.parcel_label_voided"
    parcel_id: int


@dataclass(frozen=True, kw_only=True)
class ParcelManifested(WorkFact):
    name: ClassVar[str] = "fulfillment.parcel_manifested"
    parcel_id: int
