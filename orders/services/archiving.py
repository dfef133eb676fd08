"""Out of the lists and back: by hand one order, by the channel's days a chunk at a time."""

import time
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils import timezone

from catalog.models import Channel
from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.events import Publication, publish_many
from core.service import service
from core.services.archive_events import archive_events
from orders.events import OrderArchived, OrderUnarchived
from orders.locks import lock_lines, lock_order
from orders.models import Order
from orders.selectors.archive import orders_to_archive, orders_to_pack
from orders.services.saving import save_order
from orders.statuses import OVER

RIGHT = "orders.archive_order"
CHUNK = 200
BUDGET_SECONDS = 240.0
_IN, _OUT = {"archived": [False, True]}, {"archived": [True, False]}


def archive_blockers(order: Order) -> list[Blocker]:
    """Why the order stays in the lists."""
    if order.state not in OVER:
        return [Blocker("not_over", "it is not over.", fix="Complete or cancel it first.")]
    return [Blocker("archived", "it is in the archive.")] if order.archived_at else []


def unarchive_blockers(order: Order) -> list[Blocker]:
    """Why the order cannot come back into the lists."""
    return [] if order.archived_at else [Blocker("not_archived", "it is not in the archive.")]


@service
def archive_order(*, order_id: int, actor: Actor, expected_version: int | None = None) -> Order:
    """Take the order out of the lists now. Raises NotPermitted, StaleVersion, MoveRefused."""
    order = lock_order(order_id, expected_version=expected_version)
    ensure_may(actor, RIGHT)
    if reasons := archive_blockers(order):
        raise MoveRefused("archive", reasons)
    order.archived_at = timezone.now()
    save_order(
        order, list(lock_lines(order).values()), fields=["archived_at"], facts=[OrderArchived(order_id=order.pk)],
        actor=actor, changes=_IN,
    )  # fmt: skip
    return order


@service
def unarchive_order(*, order_id: int, actor: Actor, expected_version: int | None = None) -> Order:
    """Put the order back into the lists, where its time runs anew. Raises NotPermitted, StaleVersion, MoveRefused."""
    order = lock_order(order_id, expected_version=expected_version)
    ensure_may(actor, RIGHT)
    if reasons := unarchive_blockers(order):
        raise MoveRefused("unarchive", reasons)
    order.archived_at, order.packed_away_at, order.unarchived_at = None, None, timezone.now()
    save_order(
        order, list(lock_lines(order).values()), fields=["archived_at", "packed_away_at", "unarchived_at"],
        facts=[OrderUnarchived(order_id=order.pk)], actor=actor, changes=_OUT,
    )  # fmt: skip
    return order


@service
def archive_some(*, orders: QuerySet[Order], now: datetime, limit: int = CHUNK, actor: Actor = SYSTEM) -> int:
    """Take at most ``limit`` of the orders out of the lists; how many. One transaction, what others hold is left."""
    keys = _locked(orders, limit)
    Order.objects.filter(pk__in=keys).update(archived_at=now, version=F("version") + 1)
    publish_many(Publication(fact=OrderArchived(order_id=key), actor=actor, changes=_IN) for key in keys)
    return len(keys)


@service
def pack_some(*, orders: QuerySet[Order], now: datetime, limit: int = CHUNK, actor: Actor = SYSTEM) -> int:
    """Pack the timelines of at most ``limit`` of the orders; how many. One transaction, what others hold is left."""
    keys = _locked(orders, limit)
    if keys:
        archive_events(order_ids=keys, actor=actor)
        Order.objects.filter(pk__in=keys).update(packed_away_at=now)
    return len(keys)


def sweep_archive(*, now: datetime, seconds: float = BUDGET_SECONDS) -> tuple[int, int]:
    """How many orders were archived and how many timelines packed, for ``seconds`` at most.

    What is done stands in the orders themselves: killed anywhere, the next run goes on where this one was.
    """
    ends, archived, packed = time.monotonic() + seconds, 0, 0
    for channel in Channel.objects.order_by("pk"):
        done = CHUNK
        while done == CHUNK and time.monotonic() < ends:
            archived += (done := archive_some(orders=orders_to_archive(channel, now=now), now=now))
        done = CHUNK
        while done == CHUNK and time.monotonic() < ends:
            packed += (done := pack_some(orders=orders_to_pack(channel, now=now), now=now))
    return archived, packed


def _locked(orders: QuerySet[Order], limit: int) -> list[int]:
    free = orders.select_for_update(of=("self",), no_key=True, skip_locked=True)
    return sorted(free.values_list("pk", flat=True)[:limit])
