"""When an order may be over by its channel's policy: what counts as arrived, and how long is waited after it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orders.models import Order, OrderLine


def units_away(order: "Order", lines: "Iterable[OrderLine]") -> int:
    """Shipped units nobody has heard of: neither delivered nor lost nor back."""
    missing = [(line.shipped - line.delivered - line.lost, line.returned) for line in lines]
    # Units that came back undelivered will never arrive; while a parcel travels nobody can tell them apart.
    return sum(units if order.open_parcels else max(0, units - returned) for units, returned in missing)


def counts_as_delivered_from(order: "Order") -> datetime | None:
    """When silence counts as delivery; None where the channel never takes it so."""
    days = order.channel.delivered_after_days
    return order.last_shipped_at + timedelta(days=days) if days and order.last_shipped_at else None


def window_ends_at(order: "Order", lines: "Iterable[OrderLine]") -> datetime | None:
    """When the wait after delivery is over; None while goods travel without an end, or where nothing was delivered."""
    arrived_at = counts_as_delivered_from(order) if units_away(order, lines) else order.delivered_at
    return arrived_at + timedelta(days=order.channel.complete_wait_days) if arrived_at else None


def stays_open_until(order: "Order") -> datetime | None:
    """A reopened order is left to people so long; None for one that never was."""
    return order.reopened_at + timedelta(days=order.channel.reopen_wait_days) if order.reopened_at else None
