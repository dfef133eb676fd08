"""What an order does by itself once a fact about it is known."""

from collections.abc import Iterator
from random import randrange
from time import monotonic

from celery import shared_task
from django.db.models import QuerySet
from django.utils import timezone

from core.actors import SYSTEM
from core.effects import NewEffect, effect_task, insert_effects
from core.errors import MoveRefused
from orders.models import Order
from orders.selectors.waiting import forgotten_drafts, ripe_orders, unpaid_orders
from orders.services import completing, confirming, expiring, filling, repromising, shortfall
from orders.services.canceling import expire_order

SWEEP_LIMIT_SECONDS, SWEEP_BUDGET_SECONDS = 60, 40
SWEEP_MOST = 20_000


@effect_task(queue="default")
def confirm_when_ready(*, order_id: int) -> None:
    """Confirm the order if nothing blocks it any more."""
    confirming.confirm_when_ready(order_id=order_id)


@effect_task(queue="default")
def complete_when_ready(*, order_id: int) -> None:
    """Complete the order if nothing is open; else what opens it will ask again."""
    completing.complete_when_ready(order_id=order_id)


@effect_task(queue="default")
def fill_backorders(*, level_id: int, key: str) -> None:
    """Serve the waiting queue of a level; a full run hands on to a fresh effect."""
    served = filling.fill_backorders(level_id=level_id)
    if served >= filling.ORDERS_PER_RUN:
        insert_effects([
            NewEffect(
                task="orders.tasks.fill_backorders", queue="default", key=_next_key(key),
                payload={"level_id": level_id},
            )
        ])  # fmt: skip


def _next_key(key: str) -> str:
    """The key of the run after the one with ``key``: the same however often that one is repeated."""
    first, _, count = key.partition(":run-")
    return f"{first}:run-{int(count or 1) + 1}"


@effect_task(queue="default")
def cover_shortfall(*, level_id: int) -> None:
    """Take back promises the stock cannot keep."""
    shortfall.cover_shortfall(level_id=level_id)


@effect_task(queue="default")
def repromise_backorders(*, level_id: int) -> None:
    """New promises for those who wait, because goods come another day."""
    repromising.repromise_backorders(level_id=level_id)


@shared_task(name="orders.tasks.sweep_waiting", time_limit=SWEEP_LIMIT_SECONDS)
def sweep_waiting() -> None:
    """Complete orders whose waiting time is over, end forgotten drafts, ask about what nobody paid; woken by beat."""
    end = monotonic() + SWEEP_BUDGET_SECONDS
    now = timezone.now()
    for order_id in from_anywhere(ripe_orders(now=now), end=end):
        completing.complete_when_ready(order_id=order_id)
    for order_id in from_anywhere(forgotten_drafts(now=now), end=end):
        _expire(order_id)
    expiring.announce_unpaid(order_ids=list(from_anywhere(unpaid_orders(now=now), end=end)), now=now)


def from_anywhere(orders: QuerySet[Order], *, end: float) -> Iterator[int]:
    """All keys, once around from a place that chance chooses, until the time is up: who cannot move starves nobody."""
    keys = list(orders.order_by("pk").values_list("pk", flat=True)[:SWEEP_MOST])
    start = randrange(len(keys)) if keys else 0
    for key in keys[start:] + keys[:start]:
        if monotonic() >= end:
            return
        yield key


def _expire(order_id: int) -> None:
    try:
        expire_order(order_id=order_id, actor=SYSTEM, reason="A draft nobody came back to.")
    except MoveRefused:
        return


__all__ = [
    "complete_when_ready",
    "confirm_when_ready",
    "cover_shortfall",
    "fill_backorders",
    "repromise_backorders",
    "sweep_waiting",
]
