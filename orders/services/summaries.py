"""The one function that writes an order's summary columns, under the order's lock."""

from collections.abc import Sequence

from orders.models import Order, OrderLine
from orders.statuses import DisplayStatus, FulfillmentStatus, OrderState, PaymentStatus, ReturnStatus

SUMMARY_FIELDS = ("fulfillment_status", "payment_status", "return_status", "display_status")


def refresh_summaries(order: Order, lines: Sequence[OrderLine]) -> list[str]:
    """Recompute the summary columns in memory; tells which of them changed, for ``update_fields``."""
    fresh = {
        "fulfillment_status": fulfillment_status(order, lines),
        "payment_status": payment_status(order),
        "return_status": return_status(order, lines),
    }
    changed = [name for name, value in fresh.items() if getattr(order, name) != value]
    for name in changed:
        setattr(order, name, fresh[name])
    display = display_status(order, lines)
    if order.display_status != display:
        order.display_status = display
        changed.append("display_status")
    return changed


def fulfillment_status(order: Order, lines: Sequence[OrderLine]) -> str:
    shippable = [line for line in lines if line.needs_shipping and line.ordered > line.canceled]
    if not shippable:
        return FulfillmentStatus.NOT_REQUIRED
    shipped = sum(line.shipped for line in shippable)
    arrived = sum(line.delivered + line.lost for line in shippable)
    owed = sum(line.allocated + line.backordered + line.unplaced for line in shippable)
    if shipped and not owed:
        if arrived >= shipped:
            return FulfillmentStatus.DELIVERED
        return FulfillmentStatus.PARTIALLY_DELIVERED if arrived else FulfillmentStatus.SHIPPED
    if shipped:
        return FulfillmentStatus.PARTIALLY_SHIPPED
    if any(line.released for line in shippable):
        return FulfillmentStatus.IN_PROGRESS
    if any(line.backordered for line in shippable):
        return FulfillmentStatus.BACKORDERED
    return FulfillmentStatus.UNFULFILLED


def payment_status(order: Order) -> str:
    """Amounts compared; the most telling word wins."""
    captured, refunded = order.captured_amount, order.refunded_amount
    net, payable = captured - refunded, order.total - order.credited_amount
    if order.is_disputed:
        return PaymentStatus.DISPUTED
    if captured:
        if refunded >= captured:
            return PaymentStatus.REFUNDED
        if net > payable:
            return PaymentStatus.OVERPAID
        if refunded:
            return PaymentStatus.PARTIALLY_REFUNDED
        return PaymentStatus.PAID if net >= payable else PaymentStatus.PARTIALLY_PAID
    if order.authorized_amount or order.on_account_amount:
        enough = order.authorized_amount + order.on_account_amount >= payable
        return PaymentStatus.AUTHORIZED if enough else PaymentStatus.PARTIALLY_AUTHORIZED
    if order.state == OrderState.CANCELED:
        return PaymentStatus.VOIDED
    return PaymentStatus.EXPIRED if order.state == OrderState.EXPIRED else PaymentStatus.PENDING


def return_status(order: Order, lines: Sequence[OrderLine]) -> str:
    returned = sum(line.returned for line in lines)
    if returned:
        shipped = sum(line.shipped for line in lines)
        return ReturnStatus.RETURNED if returned >= shipped else ReturnStatus.PARTIALLY_RETURNED
    if any(line.return_requested for line in lines):
        return ReturnStatus.REQUESTED
    return ReturnStatus.IN_PROGRESS if order.open_returns else ReturnStatus.NONE


_BY_STATE = {
    OrderState.DRAFT: DisplayStatus.DRAFT,
    OrderState.CANCELED: DisplayStatus.CANCELED,
    OrderState.EXPIRED: DisplayStatus.EXPIRED,
    OrderState.COMPLETED: DisplayStatus.COMPLETED,
}
_BY_FULFILLMENT = {
    FulfillmentStatus.PARTIALLY_SHIPPED: DisplayStatus.PARTIALLY_SHIPPED,
    FulfillmentStatus.SHIPPED: DisplayStatus.SHIPPED,
    FulfillmentStatus.PARTIALLY_DELIVERED: DisplayStatus.SHIPPED,
    FulfillmentStatus.DELIVERED: DisplayStatus.DELIVERED,
}


def display_status(order: Order, lines: Sequence[OrderLine]) -> str:
    """The one word a rep needs first."""
    if order.state in _BY_STATE:
        return _BY_STATE[OrderState(order.state)]
    if order.is_on_hold:
        return DisplayStatus.ON_HOLD
    if order.payment_failed_at is not None:
        return DisplayStatus.PAYMENT_FAILED
    if order.open_returns:
        return DisplayStatus.RETURN
    if order.state == OrderState.PLACED:
        return DisplayStatus.AWAITING_PAYMENT
    if order.fulfillment_status in _BY_FULFILLMENT:
        return _BY_FULFILLMENT[FulfillmentStatus(order.fulfillment_status)]
    return _display_of_floor(lines)


def _display_of_floor(lines: Sequence[OrderLine]) -> str:
    released, packed = sum(line.released for line in lines), sum(line.packed for line in lines)
    if released:
        return DisplayStatus.PACKED if packed >= released else DisplayStatus.PICKING
    if any(line.backordered for line in lines):
        return DisplayStatus.BACKORDERED
    return DisplayStatus.TO_RELEASE
