"""Links that customers open without an account. The database keeps only a hash of the token."""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from core.links.errors import LinkErased, LinkExpired, LinkNotFound, LinkRevoked
from core.models import LinkEnd, SignedLink
from core.service import service

TOKEN_BYTES = 32
USE_REMEMBERED_EVERY = timedelta(minutes=1)


@service
def make_link(*, order_id: int, purpose: str, valid_for: timedelta) -> str:
    """The token of a new link to one order; it cannot be told again later."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    SignedLink.objects.create(
        token_hash=hash_of(token), purpose=purpose, order_id=order_id, expires_at=timezone.now() + valid_for
    )
    return token


@service
def open_link(*, token: str, purposes: Collection[str]) -> SignedLink:
    """The live link of ``token``, if it serves one of ``purposes``.

    Its use is remembered at most once a minute. Raises LinkNotFound, LinkExpired, LinkRevoked and LinkErased.
    """
    wanted = hash_of(token)
    link = SignedLink.objects.filter(token_hash=wanted).first()
    if link is None or not hmac.compare_digest(link.token_hash, wanted) or link.purpose not in purposes:
        raise LinkNotFound("This link is not known. Copy the whole address from the mail, or ask for a new one.")
    now = timezone.now()
    if link.revoked_because == LinkEnd.ERASED:
        raise LinkErased("What this link led to was erased at its customer's wish.", order_id=link.order_id)
    if link.revoked_at is not None:
        raise LinkRevoked("This link was taken back. Please ask us for a new one.", order_id=link.order_id)
    if link.expires_at <= now:
        raise LinkExpired("This link has expired. Please ask us for a new one.", order_id=link.order_id)
    _remember_use(link)
    return link


@service
def revoke_links(*, order_id: int, purpose: str = "", because: LinkEnd = LinkEnd.OFFICE) -> int:
    """How many links of the order (of one purpose, when named) were taken back; who opens one is told ``because``.

    After an erasure every link says so, those that were over before as well.
    """
    links = SignedLink.objects.filter(order_id=order_id)
    if because == LinkEnd.ERASED:
        links = links.exclude(revoked_because=LinkEnd.ERASED)
    else:
        links = links.filter(revoked_at=None)
    if purpose:
        links = links.filter(purpose=purpose)
    return links.update(revoked_at=timezone.now(), revoked_because=because)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _remember_use(link: SignedLink) -> None:
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_REMEMBERED_EVERY)
    if SignedLink.objects.filter(stale, pk=link.pk).update(last_used_at=now):
        link.last_used_at = now
