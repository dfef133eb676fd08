"""What an order does by itself once a fact about it is known."""

from celery import shared_task
from django.db.models import QuerySet
from django.utils import timezone

from core.actors import SYSTEM
from core.effects import BULK, NewEffect, Undo, effect_task, insert_effects
from core.errors import MoveRefused
from orders.models import Order
from orders.selectors.holds import orders_with_met_holds
from orders.selectors.waiting import forgotten_drafts, unpaid_orders
from orders.services import (
    archiving,
    completing,
    confirming,
    expiring,
    filling,
    finishing,
    releasing,
    repromising,
    reviewing,
    searching,
    shortfall,
    sweeping,
)
from orders.services.canceling import cancel_lines, cancel_order, expire_order
from orders.services.making import make_or_refuse

SWEEP_MOST = 20_000
CANCEL = Undo("Cancel the order", right="orders.cancel_order")
CANCEL_LINES = Undo("Cancel units", right="orders.cancel_order")


@effect_task(queue="bulk")
def follow_customer(*, customer_id: int, after: int = 0) -> None:
    """Orders are found by what their customer is called now."""
    searching.follow_customer(customer_id=customer_id, after=after)


@effect_task(queue="default", undo=CANCEL)
def cancel_later(*, order_id: int, token: str, user_id: int, seen_seq: int, refund_to: str = "") -> None:
    """Cancel the order as a person asked, now that the window is over."""
    make_or_refuse(
        order_id=order_id, undo=CANCEL, act="cancel", token=token, user_id=user_id, seen_seq=seen_seq,
        make=lambda actor, reason: cancel_order(
            order_id=order_id, actor=actor, reason=reason, refund_to=refund_to
        ),
    )  # fmt: skip


@effect_task(queue="default", undo=CANCEL_LINES)
def cancel_lines_later(
    *, order_id: int, token: str, user_id: int, seen_seq: int, units: dict[str, int], refund_to: str = ""
) -> None:
    """Cancel units as a person asked, now that the window is over. ``units``: line key, as JSON keeps it, to units."""
    wanted = {int(line_id): count for line_id, count in units.items()}
    make_or_refuse(
        order_id=order_id, undo=CANCEL_LINES, act="cancel_lines", token=token, user_id=user_id, seen_seq=seen_seq,
        make=lambda actor, reason: cancel_lines(
            order_id=order_id, units=wanted, actor=actor, reason=reason, refund_to=refund_to
        ),
    )  # fmt: skip


@effect_task(queue="default")
def erase_attachment(*, attachment_id: int) -> None:
    """Erase the content of a removed file."""
    sweeping.erase_removed(attachment_id=attachment_id)


@shared_task(name="orders.tasks.sweep_files", time_limit=600)
def sweep_files() -> None:
    """Erase files that nothing speaks of; woken by beat."""
    sweeping.sweep_orphans(now=timezone.now())


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
def repromise_backorders(*, level_id: int, key: str) -> None:
    """New promises for those who wait, because goods come another day; a long queue is shared out over effects.

    The places in the queue are taken once, here, and travel with their share: a repeat finds the shares made.
    """
    places = repromising.places_in_queue(level_id=level_id)
    most = repromising.ORDERS_PER_RUN
    insert_effects([
        NewEffect(
            task=repromise_places.name, queue=repromise_places.queue, key=f"{key}:from-{start}", priority=BULK,
            payload={"level_id": level_id, "places": places[start : start + most]},
        )
        for start in range(most, len(places), most)
    ])  # fmt: skip
    repromising.repromise_places(level_id=level_id, places=places[:most])


@effect_task(queue="default")
def repromise_places(*, level_id: int, places: list[tuple[int, int]]) -> None:
    """New promises for one share of a level's queue: (order, units up to and including its own)."""
    repromising.repromise_places(level_id=level_id, places=places)


@shared_task(name="orders.tasks.sweep_holds", time_limit=60)
def sweep_holds() -> None:
    """End holds whose day has come, and those whose condition was met before they were placed; woken by beat."""
    now = timezone.now()
    for order_id in orders_with_met_holds(now=now):
        releasing.release_met_holds(order_id=order_id, now=now)


@effect_task(queue="default")
def expire_draft(*, order_id: int) -> None:
    """End a draft nobody came back to, unless somebody did meanwhile."""
    try:
        expire_order(order_id=order_id, actor=SYSTEM, reason="A draft nobody came back to.")
    except MoveRefused:
        return


@shared_task(name="orders.tasks.sweep_waiting", time_limit=60)
def sweep_waiting() -> None:
    """One effect each for what is forgotten or unpaid; woken by beat.

    Each order stands for itself: one that cannot move, or fails, keeps nobody else from moving. At most once an hour.
    """
    now = timezone.now()
    expiring.announce_unpaid(order_ids=_keys(unpaid_orders(now=now)), now=now)
    insert_effects([
        NewEffect(
            task=expire_draft.name, queue=expire_draft.queue, key=f"{expire_draft.name}:{order_id}:{now:%Y%m%d%H}",
            payload={"order_id": order_id}, order_id=order_id, priority=BULK,
        )
        for order_id in _keys(forgotten_drafts(now=now))
    ])  # fmt: skip


@shared_task(name="orders.tasks.sweep_archive", time_limit=600)
def sweep_archive() -> None:
    """Take orders that are long over out of the lists, and pack the timelines of the oldest; woken by beat."""
    archiving.sweep_archive(now=timezone.now())


@shared_task(name="orders.tasks.sweep_completion", time_limit=60)
def sweep_completion() -> None:
    """Complete what is ripe by its channel's policy, in small transactions, for a while; woken by beat."""
    finishing.complete_all_ripe(now=timezone.now())


def _keys(orders: "QuerySet[Order]") -> list[int]:
    return list(orders.order_by("pk").values_list("pk", flat=True)[:SWEEP_MOST])


__all__ = [
    "cancel_later",
    "cancel_lines_later",
    "complete_when_ready",
    "confirm_when_ready",
    "cover_shortfall",
    "erase_attachment",
    "expire_draft",
    "fill_backorders",
    "release_met_holds",
    "repromise_backorders",
    "repromise_places",
    "review_order",
    "sweep_archive",
    "sweep_completion",
    "sweep_files",
    "sweep_holds",
    "sweep_waiting",
]
