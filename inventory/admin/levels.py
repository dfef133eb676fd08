from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter

from core.admin.chips import chip
from core.admin.columns import link
from core.admin.moves_admin import MovesAdmin
from inventory.admin.moves import LEVEL_MOVES
from inventory.models import StockLevel


class StandingFilter(DropdownFilter):
    """Levels that need somebody."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("backordered", "Backordered"), ("shortfall", "Short of its claims"), ("empty", "Nothing on hand")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StockLevel]) -> QuerySet[StockLevel]:
        chosen = {
            "backordered": {"backordered__gt": 0},
            "shortfall": {"shortfall__gt": 0},
            "empty": {"on_hand": 0},
        }
        return queryset.filter(**chosen.get(self.value() or "", {}))


@admin.register(StockLevel)
class StockLevelAdmin(MovesAdmin):
    """What a warehouse has of a SKU; quantities change through movements alone."""

    list_display = [
        "sku", "warehouse", "on_hand", "available_shown", "allocated", "reserved", "unavailable", "backordered",
        "shortfall_shown",
    ]  # fmt: skip
    list_filter = ["warehouse", StandingFilter]
    list_select_related = ["sku", "warehouse"]
    search_fields = ["sku__code__istartswith", "sku__name__icontains"]
    search_help_text = "SKU code or name"
    ordering = ["-id"]
    moves = LEVEL_MOVES
    fields = [
        ("sku", "warehouse"), ("on_hand", "available_shown"), ("allocated", "reserved"),
        ("unavailable", "backordered"), ("shortfall", "shortfall_since"), "movements_shown",
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description="Available")
    def available_shown(self, level: StockLevel) -> SafeString:
        tone = "oms-number oms-bad-text" if level.available < 0 else "oms-number"
        return format_html('<span class="{}">{}</span>', tone, level.available)

    @admin.display(description="Shortfall", ordering="shortfall")
    def shortfall_shown(self, level: StockLevel) -> SafeString | int:
        return chip(str(level.shortfall), "bad") if level.shortfall else 0

    @admin.display(description="Movements")
    def movements_shown(self, level: StockLevel) -> SafeString:
        return link(f"{reverse('admin:inventory_stockmovement_changelist')}?level={level.pk}", "Show the movements")
