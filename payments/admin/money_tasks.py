from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.chips import chip, state_chip
from core.admin.columns import link, money
from core.admin.filters import empty_filter, fixed_filter
from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Lead, Move
from core.admin.moves_admin import MovesAdmin
from core.admin.people import NamesPeople, person
from core.errors import Blocker
from payments.admin.task_steps import clock_of, leads_of, step_of
from payments.models import MoneyTask, TaskKind
from payments.services.matching import MATCHED, give_orphan_back, match_to_order
from payments.services.working import (
    DECIDED_ELSEWHERE,
    approve_write_off,
    ask_gateway_again,
    ask_write_off,
    close_task,
    send_refund_again,
    take_task,
)
from payments.statuses import TransactionKind

TONES = {
    "orphan": "bad", "contradiction": "bad", "late_payment": "warn", "failed_refund": "bad", "dispute": "bad",
    "payout_break": "warn", "bank_line": "warn", "unknown": "warn",
}  # fmt: skip


class OrderForm(MoveForm):
    """Which order the money is for."""

    order_number = forms.CharField(label="Order number", max_length=40, widget=UnfoldAdminTextInputWidget)


def when(fits: Callable[[MoneyTask], bool]) -> Callable[[MoneyTask], Iterator[Blocker]]:
    """Offers the button of an open task only where it makes sense."""

    def find(task: MoneyTask) -> Iterator[Blocker]:
        if task.closed_at is not None or not fits(task):
            yield Blocker(NOT_NOW, "it does not fit.")

    return find


def is_capture(task: MoneyTask) -> bool:
    return task.kind in MATCHED and task.movement == TransactionKind.CAPTURE and not task.is_refunding


def is_decided_here(task: MoneyTask) -> bool:
    return task.kind not in DECIDED_ELSEWHERE


def can_write_off(task: MoneyTask) -> bool:
    return is_decided_here(task) and not task.write_off_asked_by


def moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


TASK_MOVES = {
    "match": Move(
        service=match_to_order, label="Match to an order", icon="join", form=OrderForm, is_primary=True,
        question="The money is written down for the order; what the order does not owe goes back.",
        right="payments.receive_payment", find_blockers=when(is_capture), done="Written down.",
    ),
    "give_back": Move(
        service=give_orphan_back, label="Give it back", icon="undo",
        question="The gateway is asked to give all of it back to the card.", right="payments.request_refund",
        find_blockers=when(lambda task: task.kind == TaskKind.ORPHAN and is_capture(task)),
        done="A worker asks the gateway; the task closes when it is done.",
    ),
    "send_again": Move(
        service=send_refund_again, label="Send the refund again", icon="refresh", is_primary=True,
        right="payments.request_refund", done="On its way.",
        find_blockers=when(lambda task: task.kind == TaskKind.FAILED_REFUND),
    ),
    "ask_again": Move(
        service=ask_gateway_again, label="Ask the gateway now", icon="contact_support", is_primary=True,
        right="payments.work_moneytask", done="A worker asks; the task closes when the gateway knows.",
        find_blockers=when(lambda task: task.kind == TaskKind.UNKNOWN),
    ),
    "take": Move(
        service=take_task, label="I look after it", icon="back_hand", right="payments.work_moneytask",
        find_blockers=when(lambda task: True), done="It is yours.",
    ),
    "approve_write_off": Move(
        service=approve_write_off, label="Agree to write it off", icon="thumb_up",
        question="The money is given up. Who asked for it cannot agree.", right="payments.approve_write_off",
        find_blockers=when(lambda task: bool(task.write_off_asked_by)), done="Written off.",
    ),
    "ask_write_off": Move(
        service=ask_write_off, label="Ask to write it off", icon="money_off", needs_reason=True,
        right="payments.ask_write_off", find_blockers=when(can_write_off),
        done="A second person decides.",
    ),
    "close": Move(
        service=close_task, label="Close: settled elsewhere", icon="done", needs_reason=True,
        right="payments.work_moneytask", find_blockers=when(is_decided_here), done="Closed.",
    ),
}  # fmt: skip


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
