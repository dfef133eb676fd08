"""Facts about orders: ids only, in the past tense. Their wire names are stable."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact
from orders.end_events import (  # noqa: F401 - told from here
    GoodsSought,
    OrderArchived,
    OrderCompleted,
    OrderReopened,
    OrderTagged,
    OrderUnarchived,
)
from orders.file_events import AttachmentAdded, AttachmentRemoved, FileErased  # noqa: F401 - told from here
from orders.link_events import LinkSent, LinksRevoked  # noqa: F401 - told from here
from orders.road_events import (  # noqa: F401 - told from here
    FullyShipped,
    ParcelDelivered,
    ParcelDispatched,
    ParcelFound,
    ParcelLost,
)


@dataclass(frozen=True, kw_only=True)
class OrderFact(Fact):
    """A fact about one order."""

    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderDrafted(OrderFact):
    name: ClassVar[str] = "orders.drafted"


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(OrderFact):
    name: ClassVar[str] = "orders.placed"

    def key(self) -> str:
        return str(self.order_id)


@dataclass(frozen=True, kw_only=True)
class ExpiryDue(OrderFact):
    """Nobody paid in time; who knows of money asks for it before the order ends. ``asked`` is the hour of asking."""

    name: ClassVar[str] = "orders.expiry_due"
    timeline: ClassVar[bool] = False
    asked: str

    def key(self) -> str:
        return f"{self.order_id}:{self.asked}"


@dataclass(frozen=True, kw_only=True)
class OrderConfirmed(OrderFact):
    name: ClassVar[str] = "orders.confirmed"


@dataclass(frozen=True, kw_only=True)
class OrderProcessing(OrderFact):
    name: ClassVar[str] = "orders.processing"


@dataclass(frozen=True, kw_only=True)
class UnitsReleased(OrderFact):
    name: ClassVar[str] = "orders.released"


@dataclass(frozen=True, kw_only=True)
class UnitsTakenBack(OrderFact):
    name: ClassVar[str] = "orders.taken_back"


@dataclass(frozen=True, kw_only=True)
class UnitsPicked(OrderFact):
    name: ClassVar[str] = "orders.picked"


@dataclass(frozen=True, kw_only=True)
class UnitsPacked(OrderFact):
    name: ClassVar[str] = "orders.packed"


@dataclass(frozen=True, kw_only=True)
class UnitsShorted(OrderFact):
    name: ClassVar[str] = "orders.shorted"
    line_id: int
    quantity: int


@dataclass(frozen=True, kw_only=True)
class OrderCanceled(OrderFact):
    name: ClassVar[str] = "orders.canceled"


@dataclass(frozen=True, kw_only=True)
class LinesCanceled(OrderFact):
    name: ClassVar[str] = "orders.lines_canceled"


@dataclass(frozen=True, kw_only=True)
class OrderExpired(OrderFact):
    name: ClassVar[str] = "orders.expired"


@dataclass(frozen=True, kw_only=True)
class OrderReinstated(OrderFact):
    name: ClassVar[str] = "orders.reinstated"


@dataclass(frozen=True, kw_only=True)
class OrderHeld(OrderFact):
    name: ClassVar[str] = "orders.held"
    hold_id: int


@dataclass(frozen=True, kw_only=True)
class HoldReleased(OrderFact):
    name: ClassVar[str] = "orders.hold_released"
    hold_id: int


@dataclass(frozen=True, kw_only=True)
class FundsChanged(OrderFact):
    name: ClassVar[str] = "orders.funds_changed"


@dataclass(frozen=True, kw_only=True)
class RiskRecorded(OrderFact):
    name: ClassVar[str] = "orders.risk_recorded"


@dataclass(frozen=True, kw_only=True)
class BackorderFilled(OrderFact):
    name: ClassVar[str] = "orders.backorder_filled"


@dataclass(frozen=True, kw_only=True)
class PromiseSlipped(OrderFact):
    name: ClassVar[str] = "orders.promise_slipped"
    line_id: int


@dataclass(frozen=True, kw_only=True)
class ChoiceAsked(OrderFact):
    """The customer is asked what to do about goods that come later, or about others offered instead."""

    name: ClassVar[str] = "orders.choice_asked"
    choice_id: int

    def key(self) -> str:
        return str(self.choice_id)


@dataclass(frozen=True, kw_only=True)
class ChoiceAnswered(OrderFact):
    name: ClassVar[str] = "orders.choice_answered"
    choice_id: int

    def key(self) -> str:
        return str(self.choice_id)


@dataclass(frozen=True, kw_only=True)
class PartialShippingAgreed(OrderFact):
    """From now on goods leave as they come."""

    name: ClassVar[str] = "orders.partial_shipping_agreed"


@dataclass(frozen=True, kw_only=True)
class ReturnRequested(OrderFact):
    name: ClassVar[str] = "orders.return_requested"


@dataclass(frozen=True, kw_only=True)
class ReturnWithdrawn(OrderFact):
    name: ClassVar[str] = "orders.return_withdrawn"


@dataclass(frozen=True, kw_only=True)
class UnitsClaimed(OrderFact):
    name: ClassVar[str] = "orders.units_claimed"


@dataclass(frozen=True, kw_only=True)
class UnitsUnclaimed(OrderFact):
    name: ClassVar[str] = "orders.units_unclaimed"


@dataclass(frozen=True, kw_only=True)
class ReturnReceived(OrderFact):
    name: ClassVar[str] = "orders.return_received"


@dataclass(frozen=True, kw_only=True)
class OrderCredited(OrderFact):
    name: ClassVar[str] = "orders.credited"


@dataclass(frozen=True, kw_only=True)
class CountsChanged(OrderFact):
    name: ClassVar[str] = "orders.counts_changed"


@dataclass(frozen=True, kw_only=True)
class AddressChanged(OrderFact):
    name: ClassVar[str] = "orders.address_changed"


@dataclass(frozen=True, kw_only=True)
class OrderSplit(OrderFact):
    """Units of it went to a new order."""

    name: ClassVar[str] = "orders.split"
    new_order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderSplitOff(OrderFact):
    """It was made of units of another order."""

    name: ClassVar[str] = "orders.split_off"
    from_order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderMerged(OrderFact):
    """Everything of another order came into it."""

    name: ClassVar[str] = "orders.merged"
    other_order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderMergedInto(OrderFact):
    """It ended: everything of it is in another order now."""

    name: ClassVar[str] = "orders.merged_into"
    into_order_id: int


@dataclass(frozen=True, kw_only=True)
class DeliveryChanged(OrderFact):
    name: ClassVar[str] = "orders.delivery_changed"


@dataclass(frozen=True, kw_only=True)
class RefundWished(OrderFact):
    name: ClassVar[str] = "orders.refund_wished"


@dataclass(frozen=True, kw_only=True)
class NoteAdded(OrderFact):
    name: ClassVar[str] = "orders.note_added"


@dataclass(frozen=True, kw_only=True)
class PromiseMoved(OrderFact):
    """A promised day came nearer."""

    name: ClassVar[str] = "orders.promise_moved"
    line_id: int


@dataclass(frozen=True, kw_only=True)
class AllocationSwapped(OrderFact):
    """Units went from this order to another, or came from one."""

    name: ClassVar[str] = "orders.allocation_swapped"
    line_id: int
    other_order_id: int


@dataclass(frozen=True, kw_only=True)
class UnitsResourced(OrderFact):
    """A warehouse refused the order's goods; they are sought elsewhere."""

    name: ClassVar[str] = "orders.resourced"
    warehouse_id: int


@dataclass(frozen=True, kw_only=True)
class OrderChanged(OrderFact):
    """An edit after placement was made; what it did stands in the changes."""

    name: ClassVar[str] = "orders.changed"
    change_id: int

    def key(self) -> str:
        return str(self.change_id)


@dataclass(frozen=True, kw_only=True)
class ChangeRequested(OrderFact):
    """Somebody entitled is asked to agree to an edit."""

    name: ClassVar[str] = "orders.change_requested"
    change_id: int


@dataclass(frozen=True, kw_only=True)
class ChangeDeclined(OrderFact):
    name: ClassVar[str] = "orders.change_declined"
    change_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewRequested(OrderFact):
    """The order was placed where review rules hold; it is not confirmed before they looked at it."""

    name: ClassVar[str] = "orders.review_requested"


@dataclass(frozen=True, kw_only=True)
class OrderReviewed(OrderFact):
    name: ClassVar[str] = "orders.reviewed"


@dataclass(frozen=True, kw_only=True)
class ChannelNoticeKept(Fact):
    """A shop told us something; it is read by a worker."""

    name: ClassVar[str] = "orders.channel_notice_kept"
    timeline: ClassVar[bool] = False
    notice_id: int
    round: int = 0

    def key(self) -> str:
        return f"{self.notice_id}:{self.round}"


@dataclass(frozen=True, kw_only=True)
class ActFact(OrderFact):
    """About an act that a person asked for and that waits for its window to end; ``token`` is that one asking."""

    act: str
    token: str = ""


@dataclass(frozen=True, kw_only=True)
class ActPostponed(ActFact):
    name: ClassVar[str] = "orders.act_postponed"


@dataclass(frozen=True, kw_only=True)
class ActMade(ActFact):
    name: ClassVar[str] = "orders.act_made"


@dataclass(frozen=True, kw_only=True)
class ActWithdrawn(ActFact):
    name: ClassVar[str] = "orders.act_withdrawn"


@dataclass(frozen=True, kw_only=True)
class ActRefused(ActFact):
    """Its time came, and the order did not allow it any more."""

    name: ClassVar[str] = "orders.act_refused"


@dataclass(frozen=True, kw_only=True)
class TrialStretchDue(Fact):
    """The next stretch of a what-if of sourcing rules is to be replayed; each stretch is told once."""

    name: ClassVar[str] = "orders.trial_stretch_due"
    timeline: ClassVar[bool] = False
    trial_id: int
    chunk: int

    def key(self) -> str:
        return f"{self.trial_id}:{self.chunk}"
