from django.contrib import admin

from core.admin.base import OmsAdmin, ReadOnlyAdmin, ReadOnlyInline
from core.admin.filters import fixed_filter
from inventory.models import Arrival, ArrivalLine, ArrivalState, CountRhythm, PickFace, StockScan, StockScanKind


class ArrivalLineInline(ReadOnlyInline):
    model = ArrivalLine
    fields = ["sku", "units", "lot", "expires_on", "serial", "is_left"]


@admin.register(Arrival)
class ArrivalAdmin(ReadOnlyAdmin):
    """Deliveries as they were checked at the dock: who scanned what, and what stayed with the driver."""

    list_display = ["supply", "warehouse", "state", "opened_at", "opened_by", "decided_at", "decided_by"]
    list_filter = [fixed_filter("state", "state", ArrivalState.choices), "supply__warehouse"]
    list_select_related = ["supply__warehouse"]
    search_fields = ["supply__number__istartswith", "lines__serial__exact"]
    search_help_text = "Number of the supply, or a serial number"
    ordering = ["-id"]
    inlines = [ArrivalLineInline]

    @admin.display(description="Warehouse")
    def warehouse(self, arrival: Arrival) -> str:
        return arrival.supply.warehouse.name


@admin.register(StockScan)
class StockScanAdmin(ReadOnlyAdmin):
    """Every scan of stock work, right or wrong."""

    list_display = ["at", "warehouse", "kind", "code", "quantity", "ok", "message", "actor", "undone_at"]
    list_filter = ["warehouse", fixed_filter("kind", "kind", StockScanKind.choices), "ok"]
    list_select_related = ["warehouse"]
    search_fields = ["code__istartswith"]
    ordering = ["-id"]


@admin.register(PickFace)
class PickFaceAdmin(OmsAdmin):
    """Which bin a SKU is picked from, and when it is filled."""

    list_display = ["sku", "location", "warehouse", "minimum", "maximum"]
    list_filter = ["location__warehouse"]
    list_select_related = ["sku", "location__warehouse"]
    search_fields = ["sku__code__istartswith", "location__code__istartswith"]
    autocomplete_fields = ["sku", "location"]
    when_empty = "Without pick bins nothing is filled up; every shelf is picked from."
    ordering = ["id"]

    @admin.display(description="Warehouse")
    def warehouse(self, face: PickFace) -> str:
        return face.location.warehouse.name


@admin.register(CountRhythm)
class CountRhythmAdmin(OmsAdmin):
    """How often bins are counted, by how fast their goods move."""

    list_display = ["warehouse", "stock_class", "every_days"]
    list_filter = ["warehouse"]
    list_select_related = ["warehouse"]
    when_empty = "Without a rhythm of its own a building counts A every 30, B every 90 and C every 180 days."
    ordering = ["warehouse_id", "stock_class"]
