from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from core import moments
from core.admin.chips import chip, state_chip
from core.admin.columns import link, money
from core.admin.filters import empty_filter, fixed_filter
from core.admin.moves import Lead
from core.admin.moves_admin import MovesAdmin
from core.admin.people import NamesPeople, person
from payments.admin.task_moves import TASK_MOVES
from payments.admin.task_steps import clock_of, leads_of, step_of
from payments.models import MoneyTask, TaskKind

TONES = {
    "orphan": "bad", "contradiction": "bad", "late_payment": "warn", "failed_refund": "bad", "dispute": "bad",
    "payout_break": "warn", "bank_line": "warn", "unknown": "warn",
    "credit_kept": "warn",
}  # fmt: skip


def moment(at: datetime | None) -> str:
    return moments.moment(at) if at else ""


@admin.register(MoneyTask)
class MoneyTaskAdmin(NamesPeople, MovesAdmin):
    """The money inbox: what waits for a person, with what may be done about it."""

    when_empty = "Every cent is where it belongs: nothing waits for a person."
    list_display = [
        "kind_shown", "facts_short", "amount_shown", "order_link", "clock", "proposed", "state_shown",
    ]  # fmt: skip
    list_filter = [
        empty_filter("closed_at", "state", "Open", "Closed"), fixed_filter("kind", "kind", TaskKind.choices),
    ]  # fmt: skip
    list_select_related = ["order"]
    search_fields = ["order__number__istartswith", "cause__exact", "gateway_reference__exact"]
    search_help_text = "Order number, the gateway's reference, or the cause"
    ordering = [F("closed_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "id"]
    fields = [
        ("kind_shown", "state_shown"), "facts_shown", ("amount_shown", "order_link"), ("clock", "proposed"),
        ("opened_at", "taken"), ("write_off", "closed"), ("gateway", "gateway_reference"), "cause",
    ]  # fmt: skip
    readonly_fields = [
        "kind_shown", "state_shown", "facts_shown", "amount_shown", "order_link", "clock", "proposed", "opened_at",
        "taken", "write_off", "closed", "gateway", "gateway_reference", "cause",
    ]  # fmt: skip
    moves = TASK_MOVES
    label_columns = ("taken_by",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_leads(self, request: HttpRequest, instance: Any) -> Sequence[Lead]:
        return leads_of(instance)

    @admin.display(description="Clock", ordering="due_at")
    def clock(self, task: MoneyTask) -> SafeString | str:
        return clock_of(task)

    @admin.display(description="Proposed")
    def proposed(self, task: MoneyTask) -> str:
        return step_of(task).words if task.closed_at is None else "—"

    @admin.display(description="What", ordering="kind")
    def kind_shown(self, task: MoneyTask) -> SafeString:
        return state_chip(task.kind, task.get_kind_display(), TONES)

    @admin.display(description="State", ordering="closed_at")
    def state_shown(self, task: MoneyTask) -> SafeString:
        if task.closed_at is not None:
            return chip(task.get_closed_how_display(), "good")
        if task.is_refunding:
            return chip("Going back", "info")
        if task.write_off_asked_by:
            return chip("Write-off asked", "warn")
        return chip(person(task, "taken_by"), "info") if task.taken_by else chip("Open", "bad")

    @admin.display(description="Looked after by", empty_value="—")
    def taken(self, task: MoneyTask) -> str | None:
        return f"{person(task, 'taken_by')}, since {moment(task.taken_at)}" if task.taken_at else None

    @admin.display(description="Write-off asked by", empty_value="—")
    def write_off(self, task: MoneyTask) -> str | None:
        return f"{person(task, 'write_off_asked_by')}: {task.write_off_reason}" if task.write_off_asked_by else None

    @admin.display(description="Closed", empty_value="—")
    def closed(self, task: MoneyTask) -> str | None:
        if task.closed_at is None:
            return None
        how = f"{task.get_closed_how_display()}, by {person(task, 'closed_by')}, {moment(task.closed_at)}."
        return f"{how} {task.closing_note}".rstrip()

    @admin.display(description="Facts")
    def facts_short(self, task: MoneyTask) -> str:
        return task.facts if len(task.facts) <= 120 else f"{task.facts[:119]}…"

    @admin.display(description="What is known")
    def facts_shown(self, task: MoneyTask) -> str:
        return task.facts

    @admin.display(description="Amount")
    def amount_shown(self, task: MoneyTask) -> SafeString | str:
        return money(task.amount, task.currency) if task.currency else "—"

    @admin.display(description="Order")
    def order_link(self, task: MoneyTask) -> SafeString | str:
        if task.order is None:
            return "—"
        return link(reverse("admin:orders_order_change", args=[task.order_id]), task.order.number)
