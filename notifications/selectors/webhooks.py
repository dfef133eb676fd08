"""Who listens to what, and what a shop is told of a fact."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from core.models import Effect, Event
from core.selectors.packed import packed_events
from fulfillment.models import Parcel
from notifications.models import WebhookEndpoint
from notifications.webhooks.kinds import HookKind
from orders.models import Order
from payments.models import Document, Refund
from returns.models import Claim, Exchange, Return

# A fact costs nobody anything while no shop listens to it; who begins to is heard of this much later.
REMEMBERED_SECONDS = 5.0
# What a fact names by key is told by the number that people and the API know it by.
_NUMBERS: Mapping[str, tuple[str, Any]] = {
    "parcel_id": ("parcel", Parcel),
    "refund_id": ("refund", Refund),
    "document_id": ("document", Document),
    "return_id": ("return", Return),
    "exchange_id": ("exchange", Exchange),
    "claim_id": ("claim", Claim),
}


class _Ear:
    """What anybody listens to, remembered by this process for a moment."""

    def __init__(self) -> None:
        self.kinds: frozenset[str] = frozenset()
        self.until = 0.0


_EAR = _Ear()


def anybody_hears(kind: str) -> bool:
    """Whether there is any endpoint to tell of ``kind``. One query every five seconds, whatever is asked."""
    if time.monotonic() >= _EAR.until:
        _EAR.kinds = kinds_heard()
        _EAR.until = time.monotonic() + REMEMBERED_SECONDS
    return kind in _EAR.kinds


def kinds_heard() -> frozenset[str]:
    """The kinds that at least one endpoint is told of; who names none is told of all. One query."""
    wishes = list(WebhookEndpoint.objects.filter(is_told()).values_list("kinds", flat=True).distinct().order_by())
    return frozenset(kind for wished in wishes for kind in wished or HookKind.values)


def forget_who_listens() -> None:
    _EAR.until = 0.0


def is_told() -> Q:
    """Endpoints that are called, and those we stopped calling ourselves: for them it is kept."""
    return Q(is_active=True) | Q(disabled_at__isnull=False)


def listeners(*, order_id: int, kind: str) -> QuerySet[WebhookEndpoint]:
    """Endpoints of the order's channel that hear of ``kind``. One query."""
    hears = Q(kinds=[]) | Q(kinds__contains=[kind])
    wants = Q(channel__orders__pk=order_id, channel__orders__is_historical=False, channel__is_practice=False)
    return WebhookEndpoint.objects.filter(is_told(), hears, wants).order_by("pk")


@dataclass(frozen=True)
class Told:
    """What is sent of one fact: the text of the body and the place in the order's timeline."""

    body: str
    sequence: int


def what_is_told(*, kind: str, order: Order, key: str, ids: Mapping[str, int]) -> Told:
    """A thin event: numbers and an address, nothing of the customer; what it looks like now is asked of the API."""
    event = event_of(kind=kind, order_id=order.pk, key=key, ids=ids)
    at = event.at if event else order.created_at
    sequence = event.seq if event else 0
    data = {
        "order": order.number,
        "external_id": order.external_id or "",
        "channel": order.channel.code,
        "sequence": sequence,
        **numbers(ids),
        "url": f"{settings.SITE_URL}/api/v1/orders/{order.number}",
    }
    return Told(body=body_of(kind=kind, at=at, data=data), sequence=sequence)


def body_of(*, kind: str, at: datetime, data: Mapping[str, Any]) -> str:
    """The three fields of Standard Webhooks, as compact JSON."""
    return json.dumps({"type": kind, "timestamp": at.isoformat(), "data": dict(data)}, separators=(",", ":"))


def numbers(ids: Mapping[str, int]) -> dict[str, str]:
    found = {}
    for name, (word, model) in _NUMBERS.items():
        if name in ids:
            number = model.objects.filter(pk=ids[name]).values_list("number", flat=True).first()
            found[word] = number or ""
    return found


def event_of(*, kind: str, order_id: int, key: str, ids: Mapping[str, int]) -> Event | None:
    """The line of the timeline that the effect of ``key`` was written with: of its name and ids, and of its moment."""
    written_at = Effect.objects.filter(key=key).values_list("created_at", flat=True).first()
    events = Event.objects.filter(order_id=order_id, name=kind, data__contains=dict(ids)).order_by("-seq")
    same = events.filter(at=written_at).first() if written_at else None
    return same or events.first() or _packed(kind, order_id, ids)


def _packed(kind: str, order_id: int, ids: Mapping[str, int]) -> Event | None:
    """The newest such line of a timeline that is packed."""
    told = (event for event in reversed(packed_events(order_id)) if event.name == kind)
    return next((event for event in told if dict(ids).items() <= event.data.items()), None)
