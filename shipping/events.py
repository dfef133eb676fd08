"""Facts about labels and trucks. They are not lines of the order's timeline: the parcel's are."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class LabelRequested(Fact):
    """``tries`` makes the effect of a person's retry another one than the first."""

    name: ClassVar[str] = "shipping.label_requested"
    timeline: ClassVar[bool] = False
    label_id: int
    tries: int

    def key(self) -> str:
        return f"{self.label_id}:{self.tries}"


@dataclass(frozen=True, kw_only=True)
class VoidRequested(Fact):
    name: ClassVar[str] = "shipping.void_requested"
    timeline: ClassVar[bool] = False
    label_id: int


@dataclass(frozen=True, kw_only=True)
class LooseLabelRequested(Fact):
    """``tries`` makes the effect of a person's retry another one than the first."""

    name: ClassVar[str] = "shipping.loose_label_requested"
    timeline: ClassVar[bool] = False
    label_id: int
    tries: int

    def key(self) -> str:
        return f"{self.label_id}:{self.tries}"


@dataclass(frozen=True, kw_only=True)
class LooseVoidRequested(Fact):
    name: ClassVar[str] = "shipping.loose_void_requested"
    timeline: ClassVar[bool] = False
    label_id: int


@dataclass(frozen=True, kw_only=True)
class LooseLabelMoved(Fact):
    """Its carrier told news that change what is shown of it."""

    name: ClassVar[str] = "shipping.loose_label_moved"
    timeline: ClassVar[bool] = False
    label_id: int
    status: str

    def key(self) -> str:
        return f"{self.label_id}:{self.status}"


@dataclass(frozen=True, kw_only=True)
class ManifestClosed(Fact):
    name: ClassVar[str] = "shipping.manifest_closed"
    timeline: ClassVar[bool] = False
    manifest_id: int

    def key(self) -> str:
        return str(self.manifest_id)


@dataclass(frozen=True, kw_only=True)
class ParcelLeaves(Fact):
    """A parcel of a closed manifest: what that means for its order is written down order by order."""

    name: ClassVar[str] = "shipping.parcel_leaves"
    timeline: ClassVar[bool] = False
    parcel_id: int

    def key(self) -> str:
        return str(self.parcel_id)


@dataclass(frozen=True, kw_only=True)
class QuotesRequested(Fact):
    name: ClassVar[str] = "shipping.quotes_requested"
    timeline: ClassVar[bool] = False
    parcel_id: int


@dataclass(frozen=True, kw_only=True)
class CarrierEventReceived(Fact):
    name: ClassVar[str] = "shipping.carrier_event_received"
    timeline: ClassVar[bool] = False
    event_pk: int

    def key(self) -> str:
        return str(self.event_pk)


@dataclass(frozen=True, kw_only=True)
class OutForDelivery(Fact):
    """The parcel is on the van that brings it; told once."""

    name: ClassVar[str] = "shipping.out_for_delivery"
    timeline: ClassVar[bool] = False
    order_id: int
    parcel_id: int

    def key(self) -> str:
        return str(self.parcel_id)


@dataclass(frozen=True, kw_only=True)
class ExceptionOpened(Fact):
    """In the timeline: a rep must see that a parcel is in trouble."""

    name: ClassVar[str] = "shipping.exception_opened"
    order_id: int
    parcel_id: int


@dataclass(frozen=True, kw_only=True)
class ExceptionResolved(Fact):
    name: ClassVar[str] = "shipping.exception_resolved"
    order_id: int
    parcel_id: int


@dataclass(frozen=True, kw_only=True)
class ParcelReshipped(Fact):
    """The goods of a parcel that will not arrive are on their way again, in an order of their own."""

    name: ClassVar[str] = "shipping.parcel_reshipped"
    order_id: int
    parcel_id: int
    new_order_id: int


@dataclass(frozen=True, kw_only=True)
class AddressAsked(Fact):
    """The customer is asked where the parcel shall go."""

    name: ClassVar[str] = "shipping.address_asked"
    order_id: int
    parcel_id: int

    def key(self) -> str:
        return str(self.parcel_id)


@dataclass(frozen=True, kw_only=True)
class NothingOwed(Fact):
    """The customer of a parcel that will not arrive needs neither goods nor money."""

    name: ClassVar[str] = "shipping.nothing_owed"
    order_id: int
    parcel_id: int


@dataclass(frozen=True, kw_only=True)
class ClaimFiled(Fact):
    name: ClassVar[str] = "shipping.claim_filed"
    order_id: int
    parcel_id: int


@dataclass(frozen=True, kw_only=True)
class ClaimAnswered(Fact):
    name: ClassVar[str] = "shipping.claim_answered"
    order_id: int
    parcel_id: int


@dataclass(frozen=True, kw_only=True)
class PickupRequested(Fact):
    """A truck is wanted at a warehouse."""

    name: ClassVar[str] = "shipping.pickup_requested"
    timeline: ClassVar[bool] = False
    booking_id: int

    def key(self) -> str:
        return str(self.booking_id)


@dataclass(frozen=True, kw_only=True)
class PickupCancelRequested(Fact):
    """A truck that was booked is not wanted any more."""

    name: ClassVar[str] = "shipping.pickup_cancel_requested"
    timeline: ClassVar[bool] = False
    booking_id: int
    asked: str = ""

    def key(self) -> str:
        return f"{self.booking_id}:{self.asked}"
