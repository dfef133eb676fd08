from django.contrib import admin

from catalog.models import TaxClass, TaxRate
from core.admin.base import OmsAdmin, OmsInline


class TaxRateInline(OmsInline):
    model = TaxRate


@admin.register(TaxClass)
class TaxClassAdmin(OmsAdmin):
    """What goods are taxed as, with the dated rates."""

    list_display = ["name", "code"]
    search_fields = ["name", "code"]
    ordering = ["name"]
    inlines = [TaxRateInline]


@admin.register(TaxRate)
class TaxRateAdmin(OmsAdmin):
    """All rates; an old rate stays, a new one begins at its date."""

    list_display = ["country", "region", "tax_class", "percent", "valid_from"]
    list_filter = ["tax_class"]
    list_select_related = ["tax_class"]
    search_fields = ["country__iexact"]
    search_help_text = "Country code"
    ordering = ["country", "region", "-valid_from"]
