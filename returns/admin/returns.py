from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyInline
from core.admin.chips import state_chip
from core.admin.columns import link, money
from core.admin.filters import empty_filter, fixed_filter
from core.admin.moves_admin import MovesAdmin
from returns.admin.moves import RETURN_MOVES
from returns.models import Return, ReturnLine, ReturnState

TONES: Mapping[str, str] = {
    ReturnState.REQUESTED: "warn",
    ReturnState.APPROVED: "info",
    ReturnState.IN_TRANSIT: "info",
    ReturnState.RECEIVED: "warn",
    ReturnState.INSPECTED: "warn",
    ReturnState.RESOLVED: "info",
    ReturnState.CLOSED: "good",
    ReturnState.REJECTED: "bad",
}


class ReturnLineInline(ReadOnlyInline):
    model = ReturnLine
    tab = False
    fields = ["goods", "quantity", "was_requested", "reception", "disposition", "grade", "notes", "refunded"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("order_line", "inspection", "rma__order")

    @admin.display(description="Goods")
    def goods(self, line: ReturnLine) -> str:
        return f"{line.order_line.position}. {line.order_line.name}"

    @admin.display(description="Condition")
    def grade(self, line: ReturnLine) -> str:
        return line.inspection.get_grade_display() if hasattr(line, "inspection") else "—"

    @admin.display(description="Seen")
    def notes(self, line: ReturnLine) -> str:
        return line.inspection.notes if hasattr(line, "inspection") else ""

    @admin.display(description="Refunded")
    def refunded(self, line: ReturnLine) -> SafeString:
        return money(line.refunded_amount, line.rma.order.currency)


@admin.register(Return)
class ReturnAdmin(MovesAdmin):
    """Goods coming back, from the wish to the refund."""

    when_empty = "Customers ask for a return by the link in their mails."
    list_display = ["number", "state_shown", "order_shown", "reason", "warehouse", "requested_at", "expires_at"]
    list_display_links = ["number"]
    list_filter = [
        fixed_filter("state", "state", ReturnState.choices),
        empty_filter("ended_at", "over", "Open", "Over"),
    ]
    list_select_related = ["order", "reason", "warehouse"]
    search_fields = ["number__exact", "order__number__exact", "tracking_number__exact"]
    search_help_text = "Number of the return or the order, or a tracking number"
    ordering = ["-id"]
    inlines = [ReturnLineInline]
    moves = RETURN_MOVES
    fields = [
        ("number", "state_shown"), ("order_shown", "warehouse"), ("reason", "comment"), "decision_note",
        ("carrier", "tracking_number"), "credited_shown", ("requested_by", "requested_at"),
        ("approved_at", "expires_at"), ("sent_at", "received_at"), ("inspected_at", "resolved_at"),
        ("closed_at", "ended_at"),
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="State", ordering="state")
    def state_shown(self, ret: Return) -> SafeString:
        return state_chip(ret.state, ret.get_state_display(), TONES)

    @admin.display(description="Order")
    def order_shown(self, ret: Return) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[ret.order_id]), ret.order.number)

    @admin.display(description="Credited")
    def credited_shown(self, ret: Return) -> SafeString:
        return money(ret.credited_amount, ret.order.currency)
