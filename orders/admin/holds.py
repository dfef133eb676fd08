from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.chips import chip
from core.admin.columns import link
from core.admin.filters import empty_filter, fixed_filter
from core.admin.moves_admin import MovesAdmin
from orders.admin.moves import HOLD_MOVES
from orders.models import HoldKind, OrderHold


@admin.register(OrderHold)
class OrderHoldAdmin(MovesAdmin):
    """Everything that makes an order wait, with its clock."""

    when_empty = "No order is held. An order is held on its own page."
    list_display = ["order_shown", "kind", "reason", "blocks", "placed_by", "placed_at", "due_at", "state_shown"]
    list_filter = [
        empty_filter("released_at", "state", "Open", "Released"),
        fixed_filter("kind", "kind", HoldKind.choices),
    ]
    list_select_related = ["order"]
    search_fields = ["order__number__exact"]
    search_help_text = "Order number"
    ordering = ["-id"]
    moves = HOLD_MOVES
    fields = [
        "order_shown", ("kind", "blocks"), "reason", ("placed_by", "placed_at"), "due_at",
        ("released_by", "released_at"),
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_url(self, instance: Any) -> str:
        """After the release the rep wants the order, not the hold."""
        return reverse("admin:orders_order_change", args=[instance.order_id])

    @admin.display(description="Order")
    def order_shown(self, hold: OrderHold) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[hold.order_id]), hold.order.number)

    @admin.display(description="State", ordering="released_at")
    def state_shown(self, hold: OrderHold) -> SafeString:
        return chip("Released", "good") if hold.released_at else chip("Open", "warn")
