"""Placed orders of a channel as they were asked for, and what was decided about them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from orders.models import Allocation, Backorder, Order, OrderLine, SourcingTrial


@dataclass
class PastOrder:
    """An order and its lines that need stock; ``gave`` and ``owes`` are the warehouses that took part."""

    order: Order
    lines: list[OrderLine] = field(default_factory=list)
    gave: set[int] = field(default_factory=set)
    owes: set[int] = field(default_factory=set)

    @property
    def promise_on(self) -> date | None:
        days = [line.original_promise_on for line in self.lines if line.original_promise_on]
        return max(days, default=None)


def next_orders(trial: SourcingTrial, *, limit: int) -> list[PastOrder]:
    """The trial's next orders in the order they were placed; five queries.

    Orders that are collected at a counter or were taken over finished were never sourced: they are left out.
    """
    orders = Order.objects.filter(
        channel_id=trial.channel_id, placed_at__gte=trial.since, placed_at__lt=trial.until, is_historical=False,
        pickup_warehouse=None,
    )  # fmt: skip
    if trial.reached_at is not None:
        # A range, not an OR: what was replayed before is not read again.
        orders = orders.filter(placed_at__gte=trial.reached_at).exclude(
            placed_at=trial.reached_at, pk__lte=trial.reached_id
        )  # fmt: skip
    found = list(orders.select_related("shipping_address", "shipping_method").order_by("placed_at", "pk")[:limit])
    past = {order.pk: PastOrder(order) for order in found}
    lines = OrderLine.objects.filter(order_id__in=past, track_stock=True, needs_shipping=True).select_related("sku")
    for line in lines.order_by("order_id", "position"):
        past[line.order_id].lines.append(line)
    _add_sources(past)
    return list(past.values())


def _add_sources(past: dict[int, PastOrder]) -> None:
    """From the claims there were: their rows stay when the units have shipped or were canceled."""
    wanted = {"line__order_id__in": past}
    pair = ("line__order_id", "level__warehouse_id")
    for order_id, warehouse_id in Allocation.objects.filter(**wanted).values_list(*pair):
        past[order_id].gave.add(warehouse_id)
    for order_id, warehouse_id in Backorder.objects.filter(**wanted).values_list(*pair):
        past[order_id].owes.add(warehouse_id)


def last_moment(past: Sequence[PastOrder]) -> datetime:
    """When the latest of them was placed."""
    moments = [one.order.placed_at for one in past if one.order.placed_at is not None]
    return max(moments)
