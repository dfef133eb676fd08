"""A fact becomes one delivery for each endpoint that hears of it."""

import hashlib
from collections.abc import Mapping

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.effects import NewEffect, insert_effects
from core.service import service
from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.selectors.webhooks import body_of, listeners, what_is_told
from notifications.services.webhooks.endpoints import ensure_is_on, lock_endpoint
from notifications.statuses import DeliveryState
from notifications.webhooks.kinds import TEST
from orders.models import Order


@service
def tell_shops(*, kind: str, order_id: int, key: str, ids: Mapping[str, int]) -> int:
    """How many endpoints are told; the same fact again tells nobody twice.

    What is told is written now and never changed; for an endpoint that we stopped calling it is held back.
    """
    endpoints = list(listeners(order_id=order_id, kind=kind))
    if not endpoints:
        return 0
    order = Order.objects.select_related("channel").get(pk=order_id)
    told = what_is_told(kind=kind, order=order, key=key, ids=ids)
    event_id = event_id_of(key)
    wanted = [
        WebhookDelivery(
            endpoint=one, event_id=event_id, kind=kind, order=order, sequence=told.sequence, body=told.body,
            state=DeliveryState.PENDING if one.is_active else DeliveryState.HELD,
        )
        for one in endpoints
    ]  # fmt: skip
    WebhookDelivery.objects.bulk_create(wanted, ignore_conflicts=True)
    # With the endpoints the unique index leads to the rows; by event and state alone all that waits would be read.
    rows = WebhookDelivery.objects.filter(
        endpoint__in=endpoints, event_id=event_id, state=DeliveryState.PENDING, attempts=0
    )
    send_soon([(row.pk, 0) for row in rows], order_id=order_id)
    return len(wanted)


@service
def send_test(*, webhookendpoint_id: int, actor: Actor) -> WebhookDelivery:
    """A webhook that says nothing, so that a receiver can be tried.

    Raises NotPermitted, and MoveRefused when the endpoint is switched off.
    """
    ensure_may(actor, "notifications.change_webhookendpoint")
    endpoint: WebhookEndpoint = lock_endpoint(webhookendpoint_id)
    ensure_is_on(endpoint)
    now = timezone.now()
    data = {"endpoint": endpoint.public_id, "words": "This is a test. Nothing happened to any order."}
    delivery = WebhookDelivery.objects.create(
        endpoint=endpoint, kind=TEST, event_id=event_id_of(f"{TEST}:{endpoint.pk}:{now.timestamp()}"),
        body=body_of(kind=TEST, at=now, data=data),
    )  # fmt: skip
    send_soon([(delivery.pk, 0)], order_id=None)
    return delivery


def event_id_of(key: str) -> str:
    """The same effect is the same event, for ever, at every endpoint."""
    return f"evt_{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def send_soon(wanted: list[tuple[int, int]], *, order_id: int | None, asked: str = "", priority: int = 5) -> None:
    """Have (delivery, calls made so far) sent. The same pair is one intention, unless a person ``asked`` once more."""
    insert_effects([effect_of(pk, after, order_id=order_id, asked=asked, priority=priority) for pk, after in wanted])


def effect_of(delivery_id: int, after: int, *, order_id: int | None, asked: str = "", priority: int = 5) -> NewEffect:
    return NewEffect(
        task="notifications.webhook_tasks.deliver_webhook", queue="hooks", order_id=order_id, priority=priority,
        key=f"webhook:{delivery_id}:{after}:{asked}", payload={"delivery_id": delivery_id, "after": after},
    )  # fmt: skip
