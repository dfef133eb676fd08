from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyInline
from core.admin.chips import state_chip
from core.admin.filters import fixed_filter
from core.admin.moves import Move
from core.admin.moves_admin import MovesAdmin
from fulfillment.admin.houses import OfOwnHouses
from fulfillment.admin.put_back_form import PutBackForm
from fulfillment.models import FulfillmentLine, FulfillmentOrder
from fulfillment.selectors.rejecting import reject_blockers
from fulfillment.services.putting_back import request_put_back
from fulfillment.services.rejecting import reject_work
from fulfillment.services.taking_back import take_back
from fulfillment.statuses import WorkState

TONES = {"shipped": "good", "collected": "good", "cancel_requested": "warn", "open": "neutral", "packed": "info"}
WORK_MOVES = {
    "take_back": Move(
        service=take_back, label="Take back", icon="undo", needs_reason=True, done="It is in the pool again.",
        question="It leaves its batch and waits to be released again.",
    ),
    "reject": Move(
        service=reject_work, label="Reject", icon="block", needs_reason=True, find_blockers=reject_blockers,
        right="fulfillment.release_work", done="Another warehouse is asked.",
        question="The order finds its goods elsewhere; this warehouse is not asked for it again.",
    ),
    "request_cancel": Move(
        service=request_put_back, label="Put back and cancel", icon="cancel", needs_reason=True, is_danger=True,
        form=PutBackForm, done="The floor is asked.",
        question="The floor clears what was picked; then the order's units are canceled.",
    ),
}  # fmt: skip


class LineInline(ReadOnlyInline):
    model = FulfillmentLine
    fields = ["order_line", "level", "quantity", "picked", "packed", "shipped", "canceled"]

    def get_queryset(self, request: HttpRequest):  # type: ignore[no-untyped-def]
        return super().get_queryset(request).select_related("order_line", "level__sku", "level__warehouse")


@admin.register(FulfillmentOrder)
class FulfillmentOrderAdmin(OfOwnHouses, MovesAdmin):
    """What each warehouse does for an order."""

    list_display = ["number", "order", "warehouse", "state_shown", "batch", "tote", "priority", "ship_by_on", "late_at"]
    list_filter = ["warehouse", fixed_filter("state", "state", WorkState.choices)]
    list_select_related = ["order", "warehouse", "batch"]
    search_fields = ["number__istartswith", "order__number__istartswith", "tote__exact"]
    search_help_text = "Number of the work or its order, or a tote"
    ordering = ["-id"]
    jump_moment = "created_at"
    jump_number = "number"
    fields = [
        ("number", "state"), ("order", "warehouse"), ("batch", "tote"), ("priority", "ship_by_on", "late_at"),
        ("cancel_reason", "picked_goods"), "left_out_because", ("created_at", "released_at", "picked_at"),
        ("packed_at", "shipped_at", "canceled_at"),
    ]  # fmt: skip
    inlines = [LineInline]
    moves = WORK_MOVES

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description="State", ordering="state")
    def state_shown(self, work: FulfillmentOrder) -> SafeString:
        return state_chip(work.state, work.get_state_display(), TONES)
