"""Webhooks out: a shop makes its endpoints, replaces their secrets, tries them, and has sent again what it missed."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Status

from api.doors import actor_of_key, admitted
from api.models.key import Scope
from api.routes.parts import Key, Limit, answers
from api.schemas.webhooks import (
    DeliveriesOut,
    EndpointChange,
    EndpointIn,
    EndpointMade,
    EndpointOut,
    EndpointsOut,
    ReplayIn,
    ReplayOut,
    SecretOut,
)
from api.selectors.webhooks import (
    deliveries_answer,
    delivery_id_of,
    endpoint_answer,
    endpoint_of,
    endpoints_answer,
)
from api.services.hooks import add_once, change_once, replay_once, replay_one_once, rotate_once, send_test_once

router = Router(tags=["webhooks"])
Endpoint = Annotated[str, Path(description="The endpoint's id", example="we_0123456789abcdef01234567")]
Event = Annotated[str, Path(description="The webhook's id, as its header had it", example="evt_0123456789abcdef")]


@router.get("/webhooks", response=answers({200: EndpointsOut}), operation_id="list_webhooks", summary="Endpoints")
def list_webhooks(request: HttpRequest) -> Any:
    """Every endpoint of the channel. Scope `webhooks:manage`."""
    key = admitted(request, Scope.HOOKS)
    return Status(200, endpoints_answer(channel_id=key.channel_id))


@router.post(
    "/webhooks", response=answers({201: EndpointMade, 200: EndpointMade}, 409), operation_id="create_webhook",
    summary="Make an endpoint",
)  # fmt: skip
def create_webhook(request: HttpRequest, payload: EndpointIn, idempotency_key: Key) -> Any:
    """The endpoint with its secret, which is told only here: a repeat answers 200 with `secret` null.

    Scope `webhooks:manage`.
    """
    key = admitted(request, Scope.HOOKS)
    given = payload.model_dump()
    made, secret = add_once(channel_id=key.channel_id, given=given, key=idempotency_key, actor=actor_of_key(key))
    endpoint = endpoint_of(public_id=made.reference, channel_id=key.channel_id)
    return Status(200 if made.is_repeat else 201, endpoint_answer(endpoint, secret=secret))


@router.get(
    "/webhooks/{endpoint}", response=answers({200: EndpointOut}, 404), operation_id="get_webhook",
    summary="An endpoint",
)  # fmt: skip
def get_webhook(request: HttpRequest, endpoint: Endpoint) -> Any:
    """How it is: whether it is called, since when it fails, why we stopped. Scope `webhooks:manage`."""
    key = admitted(request, Scope.HOOKS)
    return Status(200, endpoint_answer(endpoint_of(public_id=endpoint, channel_id=key.channel_id)))


@router.put(
    "/webhooks/{endpoint}", response=answers({200: EndpointOut}, 404, 409), operation_id="replace_webhook",
    summary="Change an endpoint",
)  # fmt: skip
def replace_webhook(request: HttpRequest, endpoint: Endpoint, payload: EndpointChange, idempotency_key: Key) -> Any:
    """The whole endpoint as it is to be; `is_active` true calls one again that we stopped calling.

    409 `move_refused` when the office switched it off: ask it. Scope `webhooks:manage`.
    """
    key = admitted(request, Scope.HOOKS)
    found = endpoint_of(public_id=endpoint, channel_id=key.channel_id)
    change_once(endpoint_id=found.pk, given=payload.model_dump(), key=idempotency_key, actor=actor_of_key(key))
    return Status(200, endpoint_answer(endpoint_of(public_id=endpoint, channel_id=key.channel_id)))


@router.post(
    "/webhooks/{endpoint}/rotate", response=answers({200: SecretOut}, 404, 409), operation_id="rotate_webhook_secret",
    summary="Replace the secret",
)  # fmt: skip
def rotate_webhook_secret(request: HttpRequest, endpoint: Endpoint, idempotency_key: Key) -> Any:
    """A new secret, told only here; for a day calls carry two signatures, so that nothing is missed meanwhile.

    Scope `webhooks:manage`.
    """
    key = admitted(request, Scope.HOOKS)
    found = endpoint_of(public_id=endpoint, channel_id=key.channel_id)
    secret = rotate_once(endpoint_id=found.pk, key=idempotency_key, actor=actor_of_key(key))
    old = found.secrets.exclude(expires_at=None).order_by("-pk").first()
    return Status(200, {"secret": secret, "old_valid_until": old.expires_at if old else None})


@router.post(
    "/webhooks/{endpoint}/test", response=answers({200: ReplayOut}, 404, 409), operation_id="test_webhook",
    summary="Send a test",
)  # fmt: skip
def test_webhook(request: HttpRequest, endpoint: Endpoint, idempotency_key: Key) -> Any:
    """A webhook of the type `webhooks.test` is sent within seconds; what came of it is among the deliveries.

    409 `move_refused` while the endpoint is switched off. Scope `webhooks:manage`.
    """
    key = admitted(request, Scope.HOOKS)
    found = endpoint_of(public_id=endpoint, channel_id=key.channel_id)
    send_test_once(endpoint_id=found.pk, key=idempotency_key, actor=actor_of_key(key))
    return Status(200, {"count": 1})


@router.post(
    "/webhooks/{endpoint}/replay", response=answers({200: ReplayOut}, 404, 409), operation_id="replay_webhooks",
    summary="Send again since a moment",
)  # fmt: skip
def replay_webhooks(request: HttpRequest, endpoint: Endpoint, payload: ReplayIn, idempotency_key: Key) -> Any:
    """What was given up, held back or still waits, under the ids it had; ten thousand at most.

    409 `move_refused` while the endpoint is switched off. Scope `webhooks:manage`.
    """
    key = admitted(request, Scope.HOOKS)
    found = endpoint_of(public_id=endpoint, channel_id=key.channel_id)
    count = replay_once(
        endpoint_id=found.pk, since=payload.since, everything=payload.everything, key=idempotency_key,
        actor=actor_of_key(key),
    )  # fmt: skip
    return Status(200, {"count": count})


@router.get(
    "/webhooks/{endpoint}/deliveries", response=answers({200: DeliveriesOut}, 404),
    operation_id="list_webhook_deliveries", summary="What was sent",
)  # fmt: skip
def list_webhook_deliveries(request: HttpRequest, endpoint: Endpoint, limit: Limit = 50) -> Any:
    """The newest webhooks of an endpoint and what came of them. Scope `webhooks:manage`."""
    key = admitted(request, Scope.HOOKS, asks=("limit",))
    found = endpoint_of(public_id=endpoint, channel_id=key.channel_id)
    return Status(200, deliveries_answer(found, limit=limit))


@router.post(
    "/webhooks/{endpoint}/deliveries/{event}/replay", response=answers({200: ReplayOut}, 404, 409),
    operation_id="replay_webhook", summary="Send one again",
)  # fmt: skip
def replay_webhook(request: HttpRequest, endpoint: Endpoint, event: Event, idempotency_key: Key) -> Any:
    """One webhook again, under its id and with its bytes.

    409 `move_refused` while the endpoint is switched off. Scope `webhooks:manage`.
    """
    key = admitted(request, Scope.HOOKS)
    found = endpoint_of(public_id=endpoint, channel_id=key.channel_id)
    delivery_id = delivery_id_of(found, event_id=event)
    replay_one_once(delivery_id=delivery_id, key=idempotency_key, actor=actor_of_key(key))
    return Status(200, {"count": 1})
