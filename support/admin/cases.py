from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.views.decorators.http import require_POST

from accounts.selectors import actor_of
from core import moments
from core.admin.base import ReadOnlyInline
from core.admin.chips import chip, state_chip
from core.admin.columns import link
from core.admin.filters import empty_filter, fixed_filter
from core.admin.moves_admin import MovesAdmin
from core.errors import NotPermitted
from orders.admin.bulk import BulkMoves
from orders.admin.saved_views import SavedViews
from support.admin.filters import QueueFilter
from support.admin.moves import CASE_MOVES
from support.models import Case, CaseKind, CaseMessage, CaseState, Priority
from support.selectors.queue import NEAR
from support.services.assigning import take_next

TONES: Mapping[str, str] = {
    CaseState.OPEN: "bad",
    CaseState.IN_PROGRESS: "warn",
    CaseState.WAITING_CUSTOMER: "info",
    CaseState.WAITING_CARRIER: "info",
    CaseState.WAITING_INTERNAL: "info",
    CaseState.RESOLVED: "good",
}
PRIORITY_TONES: Mapping[str, str] = {Priority.URGENT: "bad", Priority.HIGH: "warn"}


def clock(at: datetime | None, *, missed: bool = False) -> SafeString | str:
    """How much of a limit is left, or for how long it is over."""
    if at is None:
        return "—"
    now, moment = timezone.now(), moments.moment(at)
    if missed or at <= now:
        return chip(f"over for {timesince(at, now, depth=1)}", "bad", title=moment)
    return chip(f"{timeuntil(at, now, depth=1)} left", "warn" if at <= now + NEAR else "neutral", title=moment)


class CaseMessageInline(ReadOnlyInline):
    model = CaseMessage
    fk_name = "case"
    tab = False
    fields = ["at", "direction", "author", "text"]
    readonly_fields = fields


@admin.register(Case)
class CaseAdmin(SavedViews, BulkMoves, MovesAdmin):
    """What customers wait for an answer to, with its clocks."""

    when_empty = "Customers open a case by writing, or by a low rating, on their order's page."
    list_before_template = "desk/case_list_before.html"
    list_display = [
        "number", "state_shown", "priority_shown", "clock_shown", "subject", "kind", "order_shown", "customer",
        "assignee", "team",
    ]  # fmt: skip
    list_display_links = ["number", "subject"]
    list_filter = [
        QueueFilter,
        fixed_filter("state", "state", CaseState.choices),
        fixed_filter("priority", "priority", Priority.choices),
        fixed_filter("kind", "kind", CaseKind.choices),
        empty_filter("resolved_at", "settled", "Open", "Settled"),
    ]
    list_select_related = ["order", "customer", "assignee", "team"]
    search_fields = ["number__exact", "order__number__exact", "customer__email__iexact"]
    search_help_text = "Number of the case or the order, or the customer's exact e-mail"
    ordering = ["-id"]
    inlines = [CaseMessageInline]
    moves = CASE_MOVES
    actions = ["assign_selected", "resolve_selected", "close_selected"]
    fields = [
        ("number", "state_shown"), "subject", ("kind", "priority"), ("order_shown", "customer"), ("assignee", "team"),
        ("opened_by", "opened_at"), ("answer_due_at", "answered_at"), ("resolve_due_at", "resolved_at"), "closed_at",
    ]  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.next_view))
        return [path("next/", view, name="support_case_next"), *super().get_urls()]

    def next_view(self, request: HttpRequest) -> HttpResponse:
        """Take the most pressing case that nobody has, and open it."""
        try:
            case = take_next(actor=actor_of(request.user))
        except NotPermitted as error:
            raise PermissionDenied(error.message) from error
        if case is None:
            messages.info(request, "Nobody waits: every case has somebody, or waits for its customer.")
            return HttpResponseRedirect(reverse("admin:support_case_changelist"))
        return HttpResponseRedirect(self.change_url(case))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Assign…")
    def assign_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        return self._move_selected(request, queryset, "assign")

    @admin.action(description="Resolve…")
    def resolve_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        return self._move_selected(request, queryset, "resolve")

    @admin.action(description="Close")
    def close_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        return self._move_selected(request, queryset, "close")

    @admin.display(description="State", ordering="state")
    def state_shown(self, case: Case) -> SafeString:
        return state_chip(case.state, case.get_state_display(), TONES)

    @admin.display(description="Priority", ordering="priority")
    def priority_shown(self, case: Case) -> SafeString:
        return state_chip(case.priority, case.get_priority_display(), PRIORITY_TONES)

    @admin.display(description="Limit", ordering="next_limit_at")
    def clock_shown(self, case: Case) -> SafeString | str:
        """What runs out next; or why nothing runs."""
        if case.resolved_at is not None:
            return "—"
        if case.answer_missed_at and case.awaiting_since:
            return clock(case.answer_due_at, missed=True)
        if case.resolve_missed_at:
            return clock(case.resolve_due_at, missed=True)
        if case.snoozed_until is not None:
            return chip(f"until {timezone.localtime(case.snoozed_until):%-d %b %H:%M}", "neutral")
        if case.paused_at is not None and case.next_limit_at is None:
            return chip("stands still", "neutral", title="It waits for the customer.")
        return clock(case.next_limit_at)

    @admin.display(description="Order")
    def order_shown(self, case: Case) -> SafeString | str:
        if case.order is None:
            return "—"
        return link(reverse("admin:orders_order_change", args=[case.order_id]), case.order.number)
