from django.contrib import admin

from catalog.models import ShippingMethod, ShippingRate
from core.admin.base import OmsAdmin, OmsInline


class ShippingRateInline(OmsInline):
    model = ShippingRate


@admin.register(ShippingMethod)
class ShippingMethodAdmin(OmsAdmin):
    """How goods travel, with the rates per channel and country."""

    list_display = ["name", "code", "service", "tax_class", "is_active"]
    list_select_related = ["tax_class"]
    search_fields = ["name", "code"]
    ordering = ["name"]
    inlines = [ShippingRateInline]
