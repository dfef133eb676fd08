"""What an order does by itself once a fact about it is known."""

from datetime import timedelta

from celery import shared_task
from django.db.models import DurationField, ExpressionWrapper, F, Value
from django.utils import timezone

from core.actors import SYSTEM
from core.effects import NewEffect, effect_task, insert_effects
from core.errors import MoveRefused
from orders.models import Order
from orders.selectors.holds import orders_with_met_holds
from orders.services import completing, confirming, filling, releasing, repromising, reviewing, shortfall
from orders.services.canceling import expire_order
from orders.statuses import OrderState

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def _times(span: timedelta, column: str) -> ExpressionWrapper:
    """``span`` multiplied by a column, in the database."""
    return ExpressionWrapper(Value(span) * F(column), output_field=DurationField())


@effect_task(queue="default")
def review_order(*, order_id: int) -> None:
    """Let the review rules look at a placed order; nothing else lets it be confirmed."""
    reviewing.review_order(order_id=order_id)


@effect_task(queue="default")
def release_met_holds(*, order_id: int) -> None:
    """End holds whose condition is met by now."""
    releasing.release_met_holds(order_id=order_id, now=timezone.now())


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


@shared_task(name="orders.tasks.sweep_waiting", time_limit=60)
def sweep_waiting() -> None:
    """Complete orders whose waiting time is over, and expire what nobody paid; woken by beat.

    Orders with a payment attempt in flight are skipped by the money they show; payments voids
    what is left when one expires.
    """
    now = timezone.now()
    ripe = Order.objects.filter(
        state__in=[OrderState.CONFIRMED, OrderState.PROCESSING],
        fulfillment_status__in=["delivered", "not_required"],
        channel__complete_wait_days__gt=0,
        delivered_at__lte=now - _times(DAY, "channel__complete_wait_days"),
    )
    for order_id in ripe.values_list("pk", flat=True)[:200]:
        completing.complete_when_ready(order_id=order_id)
    unpaid = Order.objects.filter(
        state=OrderState.PLACED, payment_status="pending",
        placed_at__lte=now - _times(HOUR, "channel__unpaid_hours"),
    )  # fmt: skip
    drafts = Order.objects.filter(state=OrderState.DRAFT, created_at__lte=now - _times(DAY, "channel__draft_days"))
    for order_id in [*unpaid.values_list("pk", flat=True)[:200], *drafts.values_list("pk", flat=True)[:200]]:
        _expire(order_id)


@shared_task(name="orders.tasks.sweep_holds", time_limit=60)
def sweep_holds() -> None:
    """End holds whose day has come, and those whose condition was met before they were placed; woken by beat."""
    now = timezone.now()
    for order_id in orders_with_met_holds(now=now):
        releasing.release_met_holds(order_id=order_id, now=now)


def _expire(order_id: int) -> None:
    try:
        expire_order(order_id=order_id, actor=SYSTEM, reason="Not paid in time.")
    except MoveRefused:
        return


__all__ = [
    "complete_when_ready",
    "confirm_when_ready",
    "cover_shortfall",
    "fill_backorders",
    "release_met_holds",
    "repromise_backorders",
    "review_order",
    "sweep_holds",
    "sweep_waiting",
]
