from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.admin.chips import chip, state_chip
from core.admin.columns import money
from core.admin.moves_admin import MovesAdmin
from orders.admin import tones
from orders.admin.bulk import BulkMoves
from orders.admin.filters import ORDER_FILTERS
from orders.admin.moves import ORDER_MOVES
from orders.admin.saved_views import SavedViews
from orders.models import Order
from orders.statuses import DisplayStatus, PaymentStatus


class OrderAdmin(SavedViews, BulkMoves, MovesAdmin):
    """The list of orders: one indexed query a page, whatever is asked; the page is the desk's."""

    list_display = [
        "number", "placed_at", "customer_shown", "status_shown", "payment_shown", "total_shown", "promised_on",
        "channel",
    ]  # fmt: skip
    list_filter = ORDER_FILTERS
    list_select_related = ["customer", "channel"]
    list_only = [
        "number", "placed_at", "customer__name", "display_status", "is_on_hold", "is_practice", "archived_at",
        "payment_status", "total", "currency", "promised_on", "channel__name",
    ]  # fmt: skip
    sortable_by = ["placed_at"]
    search_fields = ["number"]
    ordering = ["-id"]
    jump_moment = "created_at"
    jump_number = "number"
    moves = ORDER_MOVES
    actions = ["confirm_selected", "hold_selected", "cancel_selected"]

    def order_id_of(self, instance: Any) -> int:
        return int(instance.pk)

    @admin.display(description="Customer")
    def customer_shown(self, order: Order) -> str:
        return order.customer.name if order.customer else "—"

    @admin.display(description="Status")
    def status_shown(self, order: Order) -> SafeString:
        word = state_chip(order.display_status, DisplayStatus(order.display_status).label, tones.DISPLAY)
        if order.is_on_hold and order.display_status != "on_hold":
            word = format_html("{} {}", word, chip("Hold", "bad"))
        if order.is_practice:
            word = format_html("{} {}", word, chip("Practice", "warn"))
        return format_html("{} {}", word, chip("Archived", "neutral")) if order.archived_at else word

    @admin.display(description="Payment")
    def payment_shown(self, order: Order) -> SafeString:
        return state_chip(order.payment_status, PaymentStatus(order.payment_status).label, tones.PAYMENT)

    @admin.display(description="Total")
    def total_shown(self, order: Order) -> SafeString:
        return money(order.total, order.currency)


admin.site.register(Order, OrderAdmin)
