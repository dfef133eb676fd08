"""What is known of links without opening one."""

from collections.abc import Collection
from datetime import datetime

from core.links.services import hash_of
from core.models import SignedLink


def purpose_of(token: str) -> str:
    """What the link of ``token`` was made for; empty for none. One query."""
    return SignedLink.objects.filter(token_hash=hash_of(token)).values_list("purpose", flat=True).first() or ""


def taken_back_since(order_id: int, *, purposes: Collection[str], since: datetime) -> str:
    """Why links of the order were last taken back after ``since``; empty when none was. One query."""
    links = SignedLink.objects.filter(order_id=order_id, purpose__in=purposes, revoked_at__gt=since)
    return links.order_by("-revoked_at").values_list("revoked_because", flat=True).first() or ""
