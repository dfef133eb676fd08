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
from inventory.admin.supply_moves import SUPPLY_MOVES
from inventory.models import Supply, SupplyKind, SupplyLine, SupplyState

TONES = {"expected": "info", "in_transit": "info", "received": "good", "canceled": "neutral"}


class SupplyLineInline(OmsInline):
    model = SupplyLine
    fields = ["sku", "ordered", "sent", "received", "lost"]
    readonly_fields = ["sent", "received", "lost"]
    autocomplete_fields = ["sku"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_open = obj is None or obj.state in (SupplyState.DRAFT, SupplyState.EXPECTED)
        return is_open and bool(super().has_change_permission(request, obj))

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission


@admin.register(Supply)
class SupplyAdmin(MovesAdmin):
    """Purchase orders and transfers on their way in."""

    list_display = ["number", "kind", "supplier", "warehouse", "state_shown", "expected_on", "received_at"]
    list_filter = [
        "warehouse",
        fixed_filter("kind", "kind", SupplyKind.choices),
        fixed_filter("state", "state", SupplyState.choices),
    ]
    list_select_related = ["warehouse"]
    search_fields = ["number__istartswith", "supplier__istartswith"]
    search_help_text = "Number or supplier"
    ordering = ["-id"]
    fields = [
        ("number", "state", "kind"), ("supplier", "origin", "warehouse"), ("expected_on", "note"),
        ("created_at", "sent_at", "received_at"),
    ]  # fmt: skip
    readonly_fields = ["number", "kind", "origin", "note", "created_at", "sent_at", "received_at"]
    inlines = [SupplyLineInline]
    moves = SUPPLY_MOVES

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The day of what is on its way is moved by its button, so that those who wait are told."""
        fixed = ("expected_on", "supplier", "warehouse") if obj is not None else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def save_model(self, request: HttpRequest, obj: Supply, form: ModelForm, change: bool) -> None:
        if not obj.number:
            obj.number = next_number("supply")
        super().save_model(request, obj, form, change)

    @admin.display(description="State", ordering="state")
    def state_shown(self, supply: Supply) -> SafeString:
        return state_chip(supply.state, supply.get_state_display(), TONES)
