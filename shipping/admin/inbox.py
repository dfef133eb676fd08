import json

from django.contrib import admin
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyAdmin
from core.admin.chips import chip
from core.admin.columns import pre, pretty_json
from core.admin.filters import empty_filter
from shipping.models import CarrierEvent


@admin.register(CarrierEvent)
class CarrierEventAdmin(ReadOnlyAdmin):
    """Webhooks of carriers as they came."""

    list_display = ["received_at", "carrier", "kind", "event_id", "state_shown", "parked_reason"]
    list_filter = [empty_filter("applied_at", "state", "Not applied", "Applied")]
    search_fields = ["event_id__exact"]
    ordering = ["-id"]
    fields = ["carrier", "event_id", "kind", "received_at", "applied_at", "parked_reason", "body_shown"]

    @admin.display(description="State", ordering="applied_at")
    def state_shown(self, event: CarrierEvent) -> SafeString:
        if event.applied_at:
            return chip("Applied", "good")
        return chip("Parked", "bad") if event.parked_reason else chip("Waiting", "info")

    @admin.display(description="Message")
    def body_shown(self, event: CarrierEvent) -> SafeString:
        text = bytes(event.body).decode("utf-8", "replace")
        try:
            return pretty_json(json.loads(text))
        except ValueError:
            return pre(text)
