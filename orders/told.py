"""Which columns of an order its timeline tells every change of."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from catalog.models import ShipPolicy
from orders.statuses import DisplayStatus, FulfillmentStatus, OrderState, PaymentStatus, RefundTo, ReturnStatus

if TYPE_CHECKING:
    from orders.models import Order

WORDS = ("state", "display_status", "payment_status", "fulfillment_status", "return_status", "ship_policy")
AMOUNTS = (
    "total", "authorized_amount", "captured_amount", "refunded_amount", "credited_amount", "on_account_amount",
    "delayed_amount",
)  # fmt: skip
COUNTS = ("open_returns", "open_claims", "open_exchanges", "open_cases", "open_money", "open_parcels")
FLAGS = ("is_disputed", "is_on_hold")
DATES = ("promised_on",)
# What pages call the values of a column that has choices.
VALUES: Mapping[str, Mapping[str, str]] = {
    "state": dict(OrderState.choices), "display_status": dict(DisplayStatus.choices),
    "payment_status": dict(PaymentStatus.choices), "fulfillment_status": dict(FulfillmentStatus.choices),
    "return_status": dict(ReturnStatus.choices), "ship_policy": dict(ShipPolicy.choices),
    "refund_to": dict(RefundTo.choices),
}  # fmt: skip
TOLD = (*WORDS, *AMOUNTS, *COUNTS, *FLAGS, *DATES)


def told_of(order: "Order") -> Mapping[str, Any]:
    """The columns as they are now."""
    return {name: getattr(order, name) for name in TOLD}
