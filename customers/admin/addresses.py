from django.contrib import admin

from core.admin.base import ReadOnlyAdmin
from customers.models import Address


@admin.register(Address)
class AddressAdmin(ReadOnlyAdmin):
    """Versions of addresses: never edited, because orders point at the one they used."""

    list_display = ["name", "line1", "postal_code", "city", "country", "customer", "created_at"]
    list_select_related = ["customer"]
    search_fields = ["customer__email__iexact", "customer__number__exact"]
    search_help_text = "The customer's e-mail or number"
    ordering = ["-id"]
