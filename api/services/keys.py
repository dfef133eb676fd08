"""Make, check and revoke API keys. The key itself is shown once and never stored."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from api.models import ApiKey
from core.actors import Actor, ensure_may
from core.service import service

SEEN_EVERY = timedelta(minutes=1)


@service
def make_key(
    *,
    channel_id: int,
    name: str,
    scopes: Sequence[str],
    actor: Actor,
    expires_at: datetime | None = None,
    requests_per_minute: int | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its text, which is told only here. Raises NotPermitted.

    Without ``requests_per_minute`` it has the limit of the house; 0 is no limit.
    """
    ensure_may(actor, "api.add_apikey")
    prefix, secret = f"oms_{secrets.token_hex(4)}", secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        channel_id=channel_id, name=name, prefix=prefix, key_hash=_hash(secret), scopes=list(scopes),
        expires_at=expires_at, requests_per_minute=requests_per_minute, made_by=actor.person,
    )  # fmt: skip
    return key, f"{prefix}.{secret}"


@service
def revoke_key(*, apikey_id: int, actor: Actor) -> ApiKey:
    """The key opens nothing from now on. Raises NotPermitted."""
    ensure_may(actor, "api.change_apikey")
    key = ApiKey.objects.select_for_update().get(pk=apikey_id)
    key.revoked_at = key.revoked_at or timezone.now()
    key.save(update_fields=["revoked_at"])
    return key


def key_of(text: str, *, now: datetime) -> ApiKey | None:
    """The living key that ``text`` is, or None; compared in constant time.

    One statement; one more, at most once a minute, to keep when it was last used.
    """
    prefix, _, secret = text.partition(".")
    if "\x00" in prefix:
        return None
    key = ApiKey.objects.select_related("channel").filter(prefix=prefix[:12]).first()
    expected = key.key_hash if key else _hash("")
    if not hmac.compare_digest(expected, _hash(secret)) or key is None:
        return None
    is_over = key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= now)
    if is_over or not key.channel.is_active:
        return None
    if key.last_used_at is None or now - key.last_used_at > SEEN_EVERY:
        _see(key, now)
    return key


def _see(key: ApiKey, now: datetime) -> None:
    """Of processes that notice at once, one writes."""
    unseen = Q(last_used_at=None) | Q(last_used_at__lt=now - SEEN_EVERY)
    ApiKey.objects.filter(unseen, pk=key.pk).update(last_used_at=now)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
