from django.contrib import admin

from core.admin.base import ReadOnlyAdmin
from shipping.models import ParcelMark


@admin.register(ParcelMark)
class ParcelMarkAdmin(ReadOnlyAdmin):
    """Numbers of parcels (SSCC), as partners and carriers scan them."""

    when_empty = "A parcel gets its number when its own label is first printed."
    list_display = ["sscc", "parcel", "given_at"]
    list_select_related = ["parcel"]
    search_fields = ["sscc__exact", "parcel__number__iexact"]
    ordering = ["-given_at"]
