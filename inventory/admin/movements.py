from django.contrib import admin

from core.admin.base import ReadOnlyAdmin
from core.admin.filters import fixed_filter
from inventory.models import MovementKind, StockMovement


@admin.register(StockMovement)
class StockMovementAdmin(ReadOnlyAdmin):
    """Every change of what is where; rows are only ever added."""

    list_display = ["at", "sku", "kind", "quantity", "location", "lot", "cause_kind", "cause_reference", "actor"]
    list_filter = [fixed_filter("kind", "kind", MovementKind.choices)]
    list_select_related = ["level__sku", "location"]
    search_fields = ["cause_reference__exact", "level__sku__code__exact"]
    search_help_text = "Cause, or a SKU's exact code"
    ordering = ["-id"]
    jump_moment = "at"

    @admin.display(description="SKU")
    def sku(self, movement: StockMovement) -> str:
        return movement.level.sku.code
