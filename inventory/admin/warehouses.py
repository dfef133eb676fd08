from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from core.admin.base import OmsAdmin, OmsInline
from core.admin.filters import fixed_filter
from inventory.models import DeliveryArea, Location, LocationKind, MethodCutoff, Warehouse, WarehouseMember
from inventory.services.warehouses import ensure_special_locations


class MemberInline(OmsInline):
    model = WarehouseMember
    autocomplete_fields = ["user"]


class AreaInline(OmsInline):
    model = DeliveryArea
    fields = ["country", "postal_prefix", "distance_km", "parcel_cost"]


class CutoffInline(OmsInline):
    model = MethodCutoff
    fields = ["method", "cutoff_at"]


@admin.register(Warehouse)
class WarehouseAdmin(OmsAdmin):
    """Buildings with goods, and the staff who see them."""

    list_display = ["name", "code", "city", "country", "cutoff_at", "time_zone", "priority", "is_active", "is_practice"]
    search_fields = ["name", "code"]
    inlines = [MemberInline, AreaInline, CutoffInline]
    fieldsets = [
        (None, {"fields": [("name", "code"), ("line1", "city"), ("postal_code", "region"), ("country", "phone")]}),
        ("Work", {"fields": [("time_zone", "cutoff_at"), ("works_on", "closed_on"), ("is_active", "is_practice")]}),
        ("Counter", {"fields": [("has_counter", "pickup_days"), "counter_hours"]}),
        ("Sourcing and counts", {"fields": [("priority", "capacity"), "count_variance_limit"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Warehouse | None = None) -> Sequence[Any]:
        """Whether its goods are for practice is decided when it is made."""
        return [*super().get_readonly_fields(request, obj), *(["is_practice"] if obj else [])]

    def save_model(self, request: HttpRequest, obj: Warehouse, form: "ModelForm[Any]", change: bool) -> None:
        super().save_model(request, obj, form, change)
        ensure_special_locations(warehouse_id=obj.pk)


@admin.register(Location)
class LocationAdmin(OmsAdmin):
    """Bins, totes and benches."""

    list_display = ["code", "warehouse", "zone", "kind", "pick_sequence"]
    list_filter = ["warehouse", fixed_filter("kind", "kind", LocationKind.choices)]
    list_select_related = ["warehouse"]
    search_fields = ["code__istartswith"]
    ordering = ["warehouse_id", "pick_sequence", "id"]
