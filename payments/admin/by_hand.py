"""Tenders without a wire: checks, invoices on account and their day, the reference of a transfer."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from orders.models import TenderKind
from payments.admin.payment_forms import ReceivedForm
from payments.models import Payment
from payments.references import payment_reference
from payments.selectors.on_account import invoices_overdue, open_invoices
from payments.services.checks import RIGHT, clearing, record_check_bounced, record_check_cleared, record_check_received
from payments.services.lending import lend_again
from payments.statuses import PaymentState

_WRITTEN = (TenderKind.TRANSFER, TenderKind.ON_ACCOUNT)


class DueFilter(DropdownFilter):
    """Invoices on account that are open, and those past their day."""

    title = "invoice"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("overdue", "Overdue"), ("open", "Open on account")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Payment]) -> QuerySet[Payment]:
        if self.value() == "overdue":
            return queryset.filter(pk__in=invoices_overdue(today=timezone.localdate()).values("pk"))
        if self.value() == "open":
            return queryset.filter(pk__in=open_invoices().values("pk"))
        return queryset


def reference_of(payment: Payment) -> str | None:
    """What the customer writes on the transfer; None for tenders that are not transferred."""
    return payment_reference(payment.number) if payment.kind in _WRITTEN else None


def can_take_check(payment: Payment) -> Iterator[Blocker]:
    if payment.kind != TenderKind.CHECK or payment.captured_amount >= payment.amount or clearing(payment):
        yield Blocker(NOT_NOW, "no check is awaited.")


def can_clear(payment: Payment) -> Iterator[Blocker]:
    if payment.kind != TenderKind.CHECK or not clearing(payment):
        yield Blocker(NOT_NOW, "no check is being cleared.")


def can_bounce(payment: Payment) -> Iterator[Blocker]:
    left = payment.captured_amount - payment.refunded_amount - payment.charged_back_amount
    if payment.kind != TenderKind.CHECK or (left <= 0 and not clearing(payment)):
        yield Blocker(NOT_NOW, "there is no check.")


def can_lend_again(payment: Payment) -> Iterator[Blocker]:
    if payment.kind != TenderKind.ON_ACCOUNT or payment.state != PaymentState.FAILED:
        yield Blocker(NOT_NOW, "it was not refused.")


MANUAL_MOVES = {
    "check_received": Move(
        service=record_check_received, label="Check came", icon="receipt_long", form=ReceivedForm, is_primary=True,
        right=RIGHT, find_blockers=can_take_check, done="Written down; it counts once it is cleared.",
    ),
    "check_cleared": Move(
        service=record_check_cleared, label="Check cleared", icon="check_circle", is_primary=True, right=RIGHT,
        find_blockers=can_clear, question="The bank paid it.", done="The money is there.",
    ),
    "check_bounced": Move(
        service=record_check_bounced, label="Check bounced", icon="cancel", is_danger=True, needs_reason=True,
        right=RIGHT, find_blockers=can_bounce, done="Written down; the order lacks the money.",
    ),
    "lend": Move(
        service=lend_again, label="Check the limit again", icon="refresh", is_primary=True,
        right="payments.authorize_payment", find_blockers=can_lend_again, done="It is within the limit now.",
    ),
}  # fmt: skip
