"""Webhook endpoints that a shop manages itself, each request once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.services.once import Made, do_once, fingerprint
from core.actors import Actor
from core.service import service
from notifications.services.webhooks.endpoints import add_endpoint, change_endpoint, rotate_secret
from notifications.services.webhooks.replaying import replay_delivery, replay_since
from notifications.services.webhooks.telling import send_test


@service
def add_once(*, channel_id: int, given: Mapping[str, Any], key: str, actor: Actor) -> tuple[Made, str | None]:
    """The endpoint by its id, and its secret unless the same request made it before. Raises as ``add_endpoint``."""
    told: list[str] = []

    def act() -> Made:
        endpoint, secret = add_endpoint(channel_id=channel_id, actor=actor, **given)
        told.append(secret)
        return Made(endpoint.public_id)

    made = do_once(operation="webhook", key=key, request_hash=fingerprint(given), actor=actor, act=act)
    return made, told[0] if told else None


@service
def change_once(*, endpoint_id: int, given: Mapping[str, Any], key: str, actor: Actor) -> Made:
    """Raises as ``change_endpoint``."""

    def act() -> Made:
        return Made(change_endpoint(webhookendpoint_id=endpoint_id, actor=actor, **given).public_id)

    request_hash = fingerprint(endpoint_id, given)
    return do_once(operation="webhook-change", key=key, request_hash=request_hash, actor=actor, act=act)


@service
def rotate_once(*, endpoint_id: int, key: str, actor: Actor) -> str | None:
    """The new secret, or None when the same request made it before."""
    told: list[str] = []

    def act() -> Made:
        told.append(rotate_secret(webhookendpoint_id=endpoint_id, actor=actor))
        return Made(str(endpoint_id))

    do_once(operation="webhook-rotate", key=key, request_hash=fingerprint(endpoint_id), actor=actor, act=act)
    return told[0] if told else None


@service
def send_test_once(*, endpoint_id: int, key: str, actor: Actor) -> Made:
    """The id of the test webhook."""

    def act() -> Made:
        return Made(send_test(webhookendpoint_id=endpoint_id, actor=actor).event_id)

    return do_once(operation="webhook-test", key=key, request_hash=fingerprint(endpoint_id), actor=actor, act=act)


@service
def replay_once(*, endpoint_id: int, since: datetime, everything: bool, key: str, actor: Actor) -> int:
    """How many webhooks are sent again."""

    def act() -> Made:
        count = replay_since(webhookendpoint_id=endpoint_id, since=since, everything=everything, actor=actor)
        return Made(str(count))

    request_hash = fingerprint(endpoint_id, since, everything)
    made = do_once(operation="webhook-replay", key=key, request_hash=request_hash, actor=actor, act=act)
    return int(made.reference)


@service
def replay_one_once(*, delivery_id: int, key: str, actor: Actor) -> None:
    """One webhook again."""

    def act() -> Made:
        return Made(replay_delivery(webhookdelivery_id=delivery_id, actor=actor).event_id)

    do_once(operation="webhook-replay-one", key=key, request_hash=fingerprint(delivery_id), actor=actor, act=act)
