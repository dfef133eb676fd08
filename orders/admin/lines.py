from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter

from core.admin.base import ReadOnlyAdmin
from core.admin.columns import link, money
from orders.models import OrderLine


class OwedFilter(DropdownFilter):
    """Lines with units not covered by stock."""

    title = "owed"
    parameter_name = "owed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("backordered", "Backordered")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[OrderLine]) -> QuerySet[OrderLine]:
        return queryset.filter(backordered__gt=0) if self.value() == "backordered" else queryset


@admin.register(OrderLine)
class OrderLineAdmin(ReadOnlyAdmin):
    """Lines of all orders: who waits for which goods."""

    when_empty = "No line is like this: nobody waits for goods."
    # The first column leads elsewhere; a link in a link has no name.
    list_display_links = ["sku"]
    list_display = [
        "order_shown", "sku", "ordered", "allocated", "backordered", "shipped", "canceled", "returned", "amount_shown",
        "promise_on",
    ]  # fmt: skip
    list_filter = [OwedFilter]
    list_select_related = ["order", "sku"]
    search_fields = ["order__number__exact", "sku__code__exact"]
    search_help_text = "Order number or SKU code"
    ordering = ["-id"]

    @admin.display(description="Order")
    def order_shown(self, line: OrderLine) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[line.order_id]), line.order.number)

    @admin.display(description="Amount")
    def amount_shown(self, line: OrderLine) -> SafeString:
        return money(line.amount, line.order.currency)
