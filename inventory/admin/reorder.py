from django.contrib import admin

from core.admin.base import OmsAdmin
from inventory.models import ReorderRule


@admin.register(ReorderRule)
class ReorderRuleAdmin(OmsAdmin):
    """When a SKU is to be ordered again, and how much of it."""

    list_display = ["sku", "warehouse", "reorder_point", "order_up_to", "supplier", "lead_days", "is_active"]
    list_filter = ["warehouse", "is_active"]
    list_select_related = ["sku", "warehouse"]
    search_fields = ["sku__code__istartswith", "supplier__istartswith"]
    search_help_text = "SKU code or supplier"
    when_empty = "Add a rule per SKU and warehouse; the reorder list shows what fell to its point."
    ordering = ["-id"]
    autocomplete_fields = ["sku"]
    fields = [
        ("sku", "warehouse"), ("reorder_point", "order_up_to"), ("supplier", "lead_days"),
        ("minimum_units", "multiple_units"), "is_active",
    ]  # fmt: skip
    is_deletable = True
