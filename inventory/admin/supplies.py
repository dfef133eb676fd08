from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.admin.base import OmsInline
from core.admin.chips import state_chip
from core.admin.filters import fixed_filter
from core.admin.moves_admin import MovesAdmin
from core.numbers import next_number
from inventory.admin.moves import SUPPLY_MOVES
from inventory.models import Supply, SupplyLine, SupplyState

TONES = {"expected": "info", "received": "good", "canceled": "neutral"}


class SupplyLineInline(OmsInline):
    model = SupplyLine
    fields = ["sku", "ordered", "received"]
    readonly_fields = ["received"]
    autocomplete_fields = ["sku"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_open = obj is None or obj.state == SupplyState.EXPECTED
        return is_open and bool(super().has_change_permission(request, obj))

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission


@admin.register(Supply)
class SupplyAdmin(MovesAdmin):
    """Purchase orders and transfers on their way in."""

    list_display = ["number", "supplier", "warehouse", "state_shown", "expected_on", "received_at"]
    list_filter = ["warehouse", fixed_filter("state", "state", SupplyState.choices)]
    list_select_related = ["warehouse"]
    search_fields = ["number__istartswith", "supplier__istartswith"]
    search_help_text = "Number or supplier"
    ordering = ["-id"]
    fields = [("number", "state"), ("supplier", "warehouse"), "expected_on", ("created_at", "received_at")]
    readonly_fields = ["number", "created_at", "received_at"]
    inlines = [SupplyLineInline]
    moves = SUPPLY_MOVES

    def save_model(self, request: HttpRequest, obj: Supply, form: ModelForm, change: bool) -> None:
        if not obj.number:
            obj.number = next_number("supply")
        super().save_model(request, obj, form, change)

    @admin.display(description="State", ordering="state")
    def state_shown(self, supply: Supply) -> SafeString:
        return state_chip(supply.state, supply.get_state_display(), TONES)
