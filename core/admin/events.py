from django.contrib import admin
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyAdmin
from core.admin.columns import pretty_json
from core.models import Event


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The timeline of all orders; an order's own page shows it in words."""

    list_display = ["at", "name", "order_id", "seq", "actor"]
    search_fields = ["order_id__exact", "name__startswith"]
    search_help_text = "Order id, or the beginning of a fact's name"
    ordering = ["-id"]
    jump_moment = "at"
    fields = ["name", "order_id", "seq", "actor", "at", "data_shown"]

    @admin.display(description="Data")
    def data_shown(self, event: Event) -> SafeString:
        return pretty_json(event.data)
