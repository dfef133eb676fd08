from django.contrib import admin

from core.admin.base import ReadOnlyAdmin
from inventory.models import BinStock


@admin.register(BinStock)
class BinStockAdmin(ReadOnlyAdmin):
    """What lies where."""

    list_display = ["sku", "location", "warehouse", "lot", "quantity"]
    list_filter = ["location__warehouse"]
    list_select_related = ["sku", "location__warehouse"]
    search_fields = ["sku__code__istartswith", "location__code__exact"]
    search_help_text = "SKU code, or a location's exact code"
    ordering = ["-id"]

    @admin.display(description="Warehouse")
    def warehouse(self, stock: BinStock) -> str:
        return stock.location.warehouse.name
