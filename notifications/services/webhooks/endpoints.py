"""Endpoints of shops and the secrets that sign what is sent to them."""

import secrets as randomness
from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.models import Alert
from core.sealing import seal, unseal
from core.service import service
from notifications.lifecycle import SWITCHED_OFF
from notifications.models import WebhookEndpoint, WebhookSecret
from notifications.selectors.webhooks import forget_who_listens
from notifications.webhooks.addresses import checked_url
from notifications.webhooks.kinds import HookKind
from notifications.webhooks.schedule import OVERLAP
from notifications.webhooks.signing import new_secret

DISABLED_ALERT = "webhook_disabled"
# The kind of an actor that is a shop's own program.
KEY = "api"


@service
def add_endpoint(
    *, channel_id: int, url: str, actor: Actor, kinds: Collection[str] = (), description: str = "",
    contact_email: str = "",
) -> tuple[WebhookEndpoint, str]:  # fmt: skip
    """A new endpoint and its secret, which is told only here; it hears what happens from a few seconds after.

    Raises NotPermitted, AddressRefused, and InvalidInput for a kind that does not exist.
    """
    ensure_may(actor, "notifications.add_webhookendpoint")
    ensure_sound(url=url, kinds=kinds)
    endpoint = WebhookEndpoint.objects.create(
        channel_id=channel_id, public_id=f"we_{randomness.token_hex(12)}", url=url, kinds=sorted(set(kinds)),
        description=description, contact_email=contact_email, made_by=actor.person,
    )  # fmt: skip
    forget_who_listens()
    return endpoint, keep_secret(endpoint)


@service
def change_endpoint(
    *, webhookendpoint_id: int, actor: Actor, url: str, kinds: Collection[str], description: str, contact_email: str,
    is_active: bool | None = None,
) -> WebhookEndpoint:  # fmt: skip
    """The endpoint as it is to be; switched on again, or at a new address, it is given all its days anew.

    ``is_active`` None leaves it on or off. Raises NotPermitted, AddressRefused, InvalidInput, and MoveRefused when a
    key would switch on what the office switched off.
    """
    ensure_may(actor, "notifications.change_webhookendpoint")
    ensure_sound(url=url, kinds=kinds)
    endpoint = lock_endpoint(webhookendpoint_id)
    if endpoint.url != url:
        endpoint.failing_since = None
    if is_active is not None and is_active != endpoint.is_active:
        turn(endpoint, is_active=is_active, actor=actor)
    endpoint.url, endpoint.kinds, endpoint.description = url, sorted(set(kinds)), description
    endpoint.contact_email = contact_email
    endpoint.save()
    forget_who_listens()
    return endpoint


@service
def switch_on_endpoint(*, webhookendpoint_id: int, actor: Actor) -> WebhookEndpoint:
    """It is called again; what was held back meanwhile is sent by a replay. Raises NotPermitted."""
    ensure_may(actor, "notifications.change_webhookendpoint")
    endpoint = lock_endpoint(webhookendpoint_id)
    turn(endpoint, is_active=True, actor=actor)
    endpoint.save()
    forget_who_listens()
    return endpoint


@service
def switch_off_endpoint(*, webhookendpoint_id: int, actor: Actor) -> WebhookEndpoint:
    """It is told nothing more, and what happens meanwhile is not kept for it. Raises NotPermitted."""
    ensure_may(actor, "notifications.change_webhookendpoint")
    endpoint = lock_endpoint(webhookendpoint_id)
    turn(endpoint, is_active=False, actor=actor)
    endpoint.save()
    forget_who_listens()
    return endpoint


@service
def rotate_secret(*, webhookendpoint_id: int, actor: Actor, overlap: timedelta = OVERLAP) -> str:
    """A new secret, told only here; until the end of ``overlap`` calls carry a signature of the old one, too.

    Raises NotPermitted.
    """
    ensure_may(actor, "notifications.rotate_webhooksecret")
    endpoint = lock_endpoint(webhookendpoint_id)
    now = timezone.now()
    endpoint.secrets.filter(expires_at__lte=now).delete()
    endpoint.secrets.filter(expires_at=None).update(expires_at=now + overlap)
    return keep_secret(endpoint)


def keep_secret(endpoint: WebhookEndpoint) -> str:
    text = new_secret()
    WebhookSecret.objects.create(endpoint=endpoint, sealed=seal(text))
    return text


def secrets_now(endpoint: WebhookEndpoint) -> list[str]:
    """Every secret that is valid now, the newest first; opened only to sign."""
    now = timezone.now()
    rows = endpoint.secrets.order_by("-pk")
    return [unseal(one.sealed) for one in rows if one.expires_at is None or one.expires_at > now]


def ensure_sound(*, url: str, kinds: Collection[str]) -> None:
    """Raises AddressRefused and InvalidInput. Where a name leads to is asked at each call, not here."""
    checked_url(url, allow_private=settings.WEBHOOK_ALLOW_PRIVATE)
    for kind in kinds:
        if kind not in HookKind.values:
            raise InvalidInput(
                f"“{kind}” is no kind of webhook. Kinds are: {', '.join(HookKind.values)}.", field="kinds"
            )


def ensure_is_on(endpoint: WebhookEndpoint) -> None:
    """Raises MoveRefused: what is sent to an endpoint that is not called would only be held back."""
    if not endpoint.is_active:
        raise MoveRefused("send", [SWITCHED_OFF])


def turn(endpoint: WebhookEndpoint, *, is_active: bool, actor: Actor) -> None:
    """On or off, as somebody wants it: what we did to it ourselves is over. Raises MoveRefused."""
    if is_active:
        ensure_may_switch_on(endpoint, actor)
    forgive(endpoint, actor=actor)
    endpoint.is_active = is_active
    endpoint.switched_off_by = "" if is_active else actor.label


def ensure_may_switch_on(endpoint: WebhookEndpoint, actor: Actor) -> None:
    """A key undoes what keys did, and what we did because nobody answered; not what a person decided."""
    if actor.kind != KEY or endpoint.disabled_at is not None or endpoint.switched_off_by.startswith(f"{KEY}:"):
        return
    told = "The office switched this endpoint off. Ask it to switch it on."
    raise MoveRefused("switch_on", [Blocker("switched_off_by_office", told)])


def forgive(endpoint: WebhookEndpoint, *, actor: Actor) -> None:
    """Forget why it was switched off, and close the alert about it."""
    endpoint.failing_since, endpoint.disabled_at, endpoint.disabled_reason = None, None, ""
    Alert.objects.filter(kind=DISABLED_ALERT, reference=endpoint.public_id, closed_at=None).update(
        closed_at=timezone.now(), closed_by=actor.label
    )


def lock_endpoint(endpoint_id: int) -> WebhookEndpoint:
    return WebhookEndpoint.objects.select_for_update(no_key=True).get(pk=endpoint_id)
