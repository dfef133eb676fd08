from django.contrib import admin

from core.admin.base import ReadOnlyAdmin
from shipping.models import Remedy


@admin.register(Remedy)
class RemedyAdmin(ReadOnlyAdmin):
    """What was done for customers of lost and returned parcels."""

    list_display = ["made_at", "parcel", "kind", "reference", "made_by"]
    list_select_related = ["parcel"]
    search_fields = ["parcel__number__iexact", "reference__iexact"]
    ordering = ["-id"]
