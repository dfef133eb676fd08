from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyInline
from core.admin.chips import state_chip
from core.admin.columns import link
from core.admin.filters import empty_filter, fixed_filter
from core.admin.moves_admin import MovesAdmin
from support.admin.moves import CASE_MOVES
from support.models import Case, CaseKind, CaseMessage, CaseState, Priority

TONES: Mapping[str, str] = {
    CaseState.OPEN: "bad",
    CaseState.IN_PROGRESS: "warn",
    CaseState.WAITING_CUSTOMER: "info",
    CaseState.WAITING_CARRIER: "info",
    CaseState.WAITING_INTERNAL: "info",
    CaseState.RESOLVED: "good",
}


class CaseMessageInline(ReadOnlyInline):
    model = CaseMessage
    tab = False
    fields = ["at", "direction", "author", "text"]
    readonly_fields = fields


@admin.register(Case)
class CaseAdmin(MovesAdmin):
    """What customers wait for an answer to, with its clocks."""

    when_empty = "Customers open a case by writing, or by a low rating, on their order's page."
    list_display = [
        "number", "state_shown", "priority", "subject", "kind", "order_shown", "customer", "assignee",
        "answer_due_at", "resolve_due_at",
    ]  # fmt: skip
    list_display_links = ["number", "subject"]
    list_filter = [
        fixed_filter("state", "state", CaseState.choices),
        fixed_filter("priority", "priority", Priority.choices),
        fixed_filter("kind", "kind", CaseKind.choices),
        empty_filter("resolved_at", "settled", "Open", "Settled"),
    ]
    list_select_related = ["order", "customer", "assignee"]
    search_fields = ["number__exact", "order__number__exact", "customer__email__iexact"]
    search_help_text = "Number of the case or the order, or the customer's exact e-mail"
    ordering = ["-id"]
    inlines = [CaseMessageInline]
    moves = CASE_MOVES
    fields = [
        ("number", "state_shown"), "subject", ("kind", "priority"), ("order_shown", "customer"), ("assignee", "team"),
        ("opened_by", "opened_at"), ("answer_due_at", "answered_at"), ("resolve_due_at", "resolved_at"), "closed_at",
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="State", ordering="state")
    def state_shown(self, case: Case) -> SafeString:
        return state_chip(case.state, case.get_state_display(), TONES)

    @admin.display(description="Order")
    def order_shown(self, case: Case) -> SafeString | str:
        if case.order is None:
            return "—"
        return link(reverse("admin:orders_order_change", args=[case.order_id]), case.order.number)
