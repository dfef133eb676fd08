from django.contrib import admin

from catalog.admin.forms import PriceForm
from catalog.admin.resources import PriceResource
from catalog.models import Price
from core.admin.base import OmsAdmin
from core.admin.exchange import ExchangeAdmin
from core.money import format_rate


@admin.register(Price)
class PriceAdmin(ExchangeAdmin, OmsAdmin):
    """Price lists: a rate per SKU, channel and currency, for a time."""

    form = PriceForm
    resource_classes = [PriceResource]
    list_display = ["sku", "channel", "amount_shown", "valid_from", "valid_to"]
    list_filter = ["channel"]
    list_select_related = ["sku", "channel"]
    search_fields = ["sku__code__istartswith"]
    search_help_text = "SKU code"
    autocomplete_fields = ["sku"]
    ordering = ["-id"]

    @admin.display(description="Price", ordering="amount")
    def amount_shown(self, price: Price) -> str:
        return format_rate(price.amount, price.currency)
