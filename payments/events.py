"""Facts about money. The order's own timeline learns of them through the sums it records."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class MoneyRequested(Fact):
    """A movement of money was promised; a worker asks the gateway. Its effect is keyed by the transaction."""

    timeline: ClassVar[bool] = False
    order_id: int
    transaction_id: int

    def key(self) -> str:
        return str(self.transaction_id)


@dataclass(frozen=True, kw_only=True)
class AuthorizationRequested(MoneyRequested):
    name: ClassVar[str] = "payments.authorization_requested"


@dataclass(frozen=True, kw_only=True)
class CaptureRequested(MoneyRequested):
    name: ClassVar[str] = "payments.capture_requested"


@dataclass(frozen=True, kw_only=True)
class VoidRequested(MoneyRequested):
    name: ClassVar[str] = "payments.void_requested"


@dataclass(frozen=True, kw_only=True)
class RefundRequested(MoneyRequested):
    name: ClassVar[str] = "payments.refund_requested"


@dataclass(frozen=True, kw_only=True)
class PayLinkSent(Fact):
    """A card is to pay and nobody gave one yet: the customer gets a link to do so."""

    name: ClassVar[str] = "payments.pay_link_sent"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class CardGiven(Fact):
    """The customer gave a card on the page of the link; the money is being asked for."""

    name: ClassVar[str] = "payments.card_given"
    order_id: int
    payment_id: int


@dataclass(frozen=True, kw_only=True)
class RefundGranted(Fact):
    name: ClassVar[str] = "payments.refund_granted"
    order_id: int
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class RefundApproved(Fact):
    name: ClassVar[str] = "payments.refund_approved"
    order_id: int
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class RefundCanceled(Fact):
    name: ClassVar[str] = "payments.refund_canceled"
    order_id: int
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class Refunded(Fact):
    """A refund succeeded in full."""

    name: ClassVar[str] = "payments.refunded"
    order_id: int
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class RefundFailed(Fact):
    name: ClassVar[str] = "payments.refund_failed"
    order_id: int
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class WebhookReceived(Fact):
    name: ClassVar[str] = "payments.webhook_received"
    timeline: ClassVar[bool] = False
    event_id: int


@dataclass(frozen=True, kw_only=True)
class LateMoneyCame(Fact):
    """Money came for an order that is over; a person decides."""

    name: ClassVar[str] = "payments.late_money_came"
    order_id: int
    late_money_id: int


@dataclass(frozen=True, kw_only=True)
class LateMoneyDecided(Fact):
    """Late money pays its order again, went back, or ran out."""

    name: ClassVar[str] = "payments.late_money_decided"
    order_id: int
    late_money_id: int
