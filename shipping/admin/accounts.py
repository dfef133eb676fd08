from django.contrib import admin

from core.admin.base import OmsAdmin, ReadOnlyAdmin
from shipping.models import CarrierAccount, RateQuote


@admin.register(CarrierAccount)
class CarrierAccountAdmin(OmsAdmin):
    """Carriers we have a contract with."""

    list_display = ["name", "code", "carrier", "priority", "is_active"]
    fields = [("name", "code"), ("carrier", "priority"), "tracking_url", "is_active"]


@admin.register(RateQuote)
class RateQuoteAdmin(ReadOnlyAdmin):
    """What carriers asked for parcels."""

    list_display = ["quoted_at", "parcel", "account", "service", "amount", "currency", "transit_days"]
    list_select_related = ["parcel", "account"]
    search_fields = ["parcel__number__iexact"]
    ordering = ["-id"]
