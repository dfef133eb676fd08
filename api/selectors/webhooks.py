"""A channel's webhook endpoints and what was sent to them."""

from typing import Any

from django.db.models import OuterRef, Subquery

from notifications.errors import EndpointNotFound
from notifications.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint


def endpoint_of(*, public_id: str, channel_id: int) -> WebhookEndpoint:
    """Raises EndpointNotFound for one of another channel, too."""
    found = WebhookEndpoint.objects.filter(public_id=public_id[:32].replace("\x00", ""), channel_id=channel_id).first()
    if found is None:
        raise EndpointNotFound(f"There is no webhook endpoint {public_id[:40]} in this channel.")
    return found


def endpoint_answer(endpoint: WebhookEndpoint, **more: Any) -> dict[str, Any]:
    names = (
        "url", "kinds", "description", "contact_email", "is_active", "failing_since", "disabled_at",
        "disabled_reason", "created_at",
    )  # fmt: skip
    return {"id": endpoint.public_id, **{name: getattr(endpoint, name) for name in names}, **more}


def endpoints_answer(*, channel_id: int) -> dict[str, Any]:
    found = WebhookEndpoint.objects.filter(channel_id=channel_id).order_by("pk")
    return {"webhooks": [endpoint_answer(one) for one in found]}


def deliveries_answer(endpoint: WebhookEndpoint, *, limit: int) -> dict[str, Any]:
    """The newest first; one query."""
    last = WebhookAttempt.objects.filter(delivery=OuterRef("pk")).order_by("-number")
    rows = (
        WebhookDelivery.objects.filter(endpoint=endpoint).select_related("order").order_by("-pk")
        .annotate(last_status=Subquery(last.values("status")[:1]), last_error=Subquery(last.values("error")[:1]))
    )[:limit]  # fmt: skip
    return {
        "deliveries": [
            {
                "id": row.event_id, "kind": row.kind, "order": row.order.number if row.order else "",
                "state": row.state, "attempts": row.attempts, "status": row.last_status,
                "error": row.last_error or "", "created_at": row.created_at, "next_at": row.next_at,
                "delivered_at": row.delivered_at,
            }
            for row in rows
        ]
    }  # fmt: skip


def delivery_id_of(endpoint: WebhookEndpoint, *, event_id: str) -> int:
    """Raises EndpointNotFound when the endpoint was never told of it."""
    known = WebhookDelivery.objects.filter(endpoint=endpoint, event_id=event_id[:48].replace("\x00", ""))
    found = known.values_list("pk", flat=True).first()
    if found is None:
        raise EndpointNotFound(f"There is no webhook {event_id[:48]} at this endpoint.")
    return found
