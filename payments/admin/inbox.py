from collections.abc import Iterator

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.admin.chips import chip
from core.admin.columns import pretty_json
from core.admin.filters import empty_filter
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from payments.models import GatewayEvent
from payments.services.webhooks import reapply_notice


def only_when_parked(event: GatewayEvent) -> Iterator[Blocker]:
    if event.applied_at is not None or not event.parked:
        yield Blocker(NOT_NOW, "it is not parked.")


@admin.register(GatewayEvent)
class GatewayEventAdmin(MovesAdmin):
    """Webhooks as they came, and what was done with them; parked ones can be applied again."""

    when_empty = "No gateway has told us anything yet."
    list_display = ["event_id", "source", "kind", "received_at", "state_shown", "parked"]
    list_filter = [empty_filter("applied_at", "state", "Not applied", "Applied")]
    search_fields = ["event_id__exact", "waits_for__exact"]
    search_help_text = "Event id, or the key or reference it waits for"
    ordering = ["-id"]
    fields = [
        "event_id", ("source", "kind"), ("received_at", "applied_at", "state_shown"), ("parked", "waits_for", "tries"),
        "body_shown", "raw_shown",
    ]  # fmt: skip
    readonly_fields = [
        "source", "event_id", "kind", "received_at", "applied_at", "state_shown", "parked", "waits_for", "tries",
        "body_shown", "raw_shown",
    ]  # fmt: skip
    moves = {
        "reapply": Move(
            service=reapply_notice, label="Apply again", icon="replay", right="payments.reapply_gatewayevent",
            is_primary=True, find_blockers=only_when_parked, done="A worker applies it again.",
        ),
    }  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description="State", ordering="applied_at")
    def state_shown(self, event: GatewayEvent) -> SafeString:
        if event.applied_at is not None:
            return chip("Applied", "good")
        return chip("Parked", "warn") if event.parked else chip("Waiting", "info")

    @admin.display(description="Body")
    def body_shown(self, event: GatewayEvent) -> SafeString:
        return pretty_json(event.body)

    @admin.display(description="As it came")
    def raw_shown(self, event: GatewayEvent) -> str:
        return bytes(event.raw).decode("utf-8", errors="replace")
