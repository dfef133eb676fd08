from django.contrib import admin

from core.admin.base import ReadOnlyAdmin
from core.models import IdempotencyKey, SignedLink


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(ReadOnlyAdmin):
    """Requests accepted once, and what they made."""

    list_display = ["created_at", "scope", "key", "kind", "reference"]
    search_fields = ["key__exact"]
    ordering = ["-id"]


@admin.register(SignedLink)
class SignedLinkAdmin(ReadOnlyAdmin):
    """Links sent to customers; the token itself is not kept."""

    list_display = ["created_at", "purpose", "order_id", "expires_at", "revoked_at", "revoked_because", "last_used_at"]
    search_fields = ["order_id__exact"]
    ordering = ["-id"]
    exclude = ["token_hash"]
