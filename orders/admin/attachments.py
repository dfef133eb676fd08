from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.columns import link
from core.admin.filters import empty_filter
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from orders.models import Attachment
from orders.services.attaching import remove_attachment


def still_there(attachment: Attachment) -> Iterator[Blocker]:
    if attachment.removed_at is not None:
        yield Blocker(NOT_NOW, "it is removed.")


@admin.register(Attachment)
class AttachmentAdmin(MovesAdmin):
    """Files of orders and conversations, as rows; their contents are handed out by a page of their own."""

    when_empty = "Files are attached on an order's or a case's page, or come by mail."
    list_display = ["name", "content_type", "size", "order_shown", "uploaded_by", "uploaded_at", "removed_at"]
    list_filter = [empty_filter("removed_at", "there", "There", "Removed")]
    list_select_related = ["order"]
    search_fields = ["order__number__exact", "sha256__exact"]
    search_help_text = "Order number, or the SHA-256 of a file"
    ordering = ["-id"]
    fields = ["name", "content_type", "size", "sha256", "order_shown", "uploaded_by", "uploaded_at", "removed_by",
              "removed_at"]  # fmt: skip
    readonly_fields = fields
    moves = {
        "remove": Move(
            service=remove_attachment, label="Remove for good", icon="delete", needs_reason=True, is_danger=True,
            right="orders.remove_attachment", find_blockers=still_there, done="Removed; the content is erased.",
            question="The content is erased and cannot be brought back; who did it and why stays.",
        )
    }  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Order")
    def order_shown(self, attachment: Attachment) -> SafeString | str:
        if attachment.order is None:
            return "—"
        return link(reverse("admin:orders_order_change", args=[attachment.order_id]), attachment.order.number)
