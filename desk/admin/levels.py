"""Stock levels lead to the stock page of their SKU, where who holds what is seen."""

from django.contrib import admin
from django.db.models import Model
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.columns import link
from inventory.admin.levels import StockLevelAdmin
from inventory.models import StockLevel

admin.site.unregister(StockLevel)


@admin.register(StockLevel)
class StockLevelPageAdmin(StockLevelAdmin):
    """What a warehouse has of a SKU."""

    list_display = [*StockLevelAdmin.list_display, "page_shown"]
    fields = [*StockLevelAdmin.fields, "page_shown"]

    def change_url(self, instance: Model) -> str:
        return reverse("desk:stock", args=[instance.sku_id])  # type: ignore[attr-defined]

    @admin.display(description="Stock page")
    def page_shown(self, level: StockLevel) -> SafeString:
        return link(reverse("desk:stock", args=[level.sku_id]), "Who holds what")
