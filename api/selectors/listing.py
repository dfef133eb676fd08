"""The channel's orders, page by page; the newest first, never counted, never skipped by an offset."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower

from api.errors import BadCursor
from api.selectors.orders import SUMMARY
from core.errors import InvalidInput
from core.models import Event
from core.money import quantize
from customers.models import Customer
from orders.models import Order

# Events are found by their time; a longer look back would read most of them.
FURTHEST_BACK = timedelta(days=31)
BY_KEY, BY_PLACED = "id", "placed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the channel's orders is asked for; what is empty does not matter."""

    states: Sequence[str] = ()
    placed_since: datetime | None = None
    placed_until: datetime | None = None
    updated_since: datetime | None = None
    external_id: str = ""
    email: str = ""

    @property
    def order(self) -> str:
        """By when they were placed where that is asked for, else by when they were made."""
        return BY_PLACED if self.placed_since or self.placed_until else BY_KEY


def order_page(*, channel_id: int, wanted: Wanted, cursor: str, limit: int, now: datetime) -> dict[str, Any]:
    """At most ``limit`` orders after ``cursor``, and the cursor of the next page; one query, two with an e-mail.

    Raises BadCursor, and InvalidInput when changes are asked for from too long ago.
    """
    orders = _filtered(Order.objects.filter(channel_id=channel_id), wanted, now)
    if wanted.order == BY_PLACED:
        orders = orders.order_by(F("placed_at").desc(), F("id").desc())
    else:
        orders = orders.order_by("-id")
    if cursor:
        orders = orders.filter(_after(cursor, wanted.order))
    rows = list(orders.values("id", "external_id", "total", *SUMMARY)[: limit + 1])
    page = rows[:limit]
    following = _cursor(page[-1], wanted.order) if len(rows) > limit else None
    return {"orders": [_summary(row) for row in page], "next": following}


def _filtered(orders: QuerySet[Order], wanted: Wanted, now: datetime) -> QuerySet[Order]:
    if wanted.states:
        orders = orders.filter(state__in=wanted.states)
    if wanted.external_id:
        orders = orders.filter(external_id=wanted.external_id)
    if wanted.placed_since:
        orders = orders.filter(placed_at__gte=wanted.placed_since)
    if wanted.placed_until:
        orders = orders.filter(placed_at__lt=wanted.placed_until)
    if wanted.email:
        known = Customer.objects.annotate(mail=Lower("email")).filter(mail=wanted.email.lower())
        # Keys, not a subquery: with a second one the planner reads everything that changed to find nobody.
        orders = orders.filter(customer_id__in=list(known.values_list("pk", flat=True)))
    if wanted.updated_since:
        if wanted.updated_since < now - FURTHEST_BACK:
            raise InvalidInput(
                f"Changes can be asked for from at most {FURTHEST_BACK.days} days back. Name a later moment.",
                field="updated_since",
            )
        changed = Event.objects.filter(at__gte=wanted.updated_since)
        orders = orders.filter(pk__in=changed.values("order_id"))
    return orders


def _summary(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "external_id": row["external_id"] or "", "total": quantize(row["total"], row["currency"])}


def _cursor(row: dict[str, Any], order: str) -> str:
    place = [order, row["id"]] if order == BY_KEY else [order, row["id"], row["placed_at"].isoformat()]
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode()


def _after(cursor: str, order: str) -> Q:
    """The rows behind the place. Raises BadCursor."""
    try:
        kind, key, *rest = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        is_ours = kind == order and isinstance(key, int) and 0 < key < 2**63
        moment = datetime.fromisoformat(rest[0]).astimezone(UTC) if is_ours and order == BY_PLACED else None
    except (ValueError, TypeError, IndexError, OverflowError, binascii.Error) as error:
        raise _bad_cursor() from error
    if not is_ours:
        raise _bad_cursor()
    if moment is None:
        return Q(pk__lt=key)
    # The first part alone walks the index; the second settles orders of one moment.
    return Q(placed_at__lte=moment) & (Q(placed_at__lt=moment) | Q(pk__lt=key))


def _bad_cursor() -> BadCursor:
    return BadCursor("This list has no such place. Take “next” of the page before, with the same filters.",
                     field="cursor")  # fmt: skip
