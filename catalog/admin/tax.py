from django.contrib import admin

from catalog.admin.forms import TaxRateForm
from catalog.admin.resources import TaxRateResource
from catalog.models import TaxClass, TaxRate
from core.admin.base import OmsAdmin, OmsInline
from core.admin.exchange import ExchangeAdmin
from core.admin.filters import empty_filter


class TaxRateInline(OmsInline):
    model = TaxRate
    form = TaxRateForm


@admin.register(TaxClass)
class TaxClassAdmin(OmsAdmin):
    """What goods are taxed as, with the dated rates."""

    list_display = ["name", "code"]
    search_fields = ["name", "code"]
    ordering = ["name"]
    inlines = [TaxRateInline]


@admin.register(TaxRate)
class TaxRateAdmin(ExchangeAdmin, OmsAdmin):
    """All rates; an old rate stays, a new one begins at its date."""

    form = TaxRateForm
    resource_classes = [TaxRateResource]
    list_display = ["country", "region", "tax_class", "percent", "valid_from", "valid_to"]
    list_filter = ["tax_class", empty_filter("valid_to", "end", "Without an end", "With an end")]
    list_select_related = ["tax_class"]
    search_fields = ["country__iexact", "region__istartswith"]
    search_help_text = "Country code or region"
    ordering = ["country", "region", "-valid_from"]
