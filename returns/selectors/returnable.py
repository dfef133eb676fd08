"""What a customer can still send back."""

from datetime import datetime, timedelta

from orders.models import Order, OrderLine


def returnable_units(line: OrderLine) -> int:
    """Units that were shipped, did not get lost, and are neither returned nor announced nor claimed."""
    if not line.needs_shipping:
        return 0
    # What was lost is what is claimed, where both are told of a line.
    return max(0, line.shipped - max(line.lost, line.claimed) - line.returned - line.return_requested)


def window_ends_at(order: Order, *, window: timedelta) -> datetime | None:
    """When the time to ask ends: counted from the last arrival, open while something is on the road."""
    return order.delivered_at + window if order.delivered_at else None
