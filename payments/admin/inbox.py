from django.contrib import admin
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyAdmin
from core.admin.columns import pretty_json
from payments.models import GatewayEvent


@admin.register(GatewayEvent)
class GatewayEventAdmin(ReadOnlyAdmin):
    """Webhooks as they came, and what was done with them."""

    list_display = ["event_id", "source", "kind", "received_at", "applied_at", "parked"]
    search_fields = ["event_id"]
    search_help_text = "Event id"
    ordering = ["-id"]
    fields = [("source", "event_id", "kind"), ("received_at", "applied_at"), "parked", "body_shown"]
    readonly_fields = ["source", "event_id", "kind", "received_at", "applied_at", "parked", "body_shown"]

    @admin.display(description="Body")
    def body_shown(self, event: GatewayEvent) -> SafeString:
        return pretty_json(event.body)
