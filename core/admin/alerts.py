from collections.abc import Iterator

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.admin.chips import chip
from core.admin.filters import empty_filter
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from core.models import Alert
from core.services.retrying import close_alert


def only_when_open(alert: Alert) -> Iterator[Blocker]:
    if alert.closed_at is not None:
        yield Blocker(NOT_NOW, "it is closed.")


@admin.register(Alert)
class AlertAdmin(MovesAdmin):
    """What a person must look at."""

    when_empty = "No alert is open: nothing needs a person."
    list_display = ["opened_at", "kind", "reference", "message", "state_shown"]
    list_filter = [empty_filter("closed_at", "state", "Open", "Closed")]
    search_fields = ["reference__exact", "kind__exact"]
    ordering = ["-id"]
    fields = ["kind", "reference", "message", "opened_at", "closed_at", "closed_by"]
    moves = {
        "close": Move(
            service=close_alert, label="Close", icon="done", right="core.change_alert",
            find_blockers=only_when_open, done="Closed.",
        ),
    }  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description="State", ordering="closed_at")
    def state_shown(self, alert: Alert) -> SafeString:
        return chip("Closed", "good") if alert.closed_at else chip("Open", "bad")
