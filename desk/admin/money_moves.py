"""Give money back and take what is authorized, from the order's page."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.html import format_html
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelectWidget

from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from core.money import format_money
from orders.models import Order
from orders.statuses import OrderState
from payments.models import Payment, Refund
from payments.services.collecting import request_capture
from payments.services.folding import capturable, free_to_refund
from payments.services.refunding import grant_refund


class GrantForm(MoveForm):
    """How much goes back, and why; the hidden key makes a second click the same refund."""

    amount = forms.DecimalField(min_value=Decimal("0.001"), max_digits=19, widget=UnfoldAdminDecimalFieldWidget)
    cause_reference = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The refund itself keeps the reason, in a shorter column than the history's.
        self.fields["reason"].max_length = 200  # type: ignore[attr-defined]
        self.fields["reason"].widget.attrs["maxlength"] = 200
        self.fields["cause_reference"].initial = uuid4().hex
        free = free_money(self.instance)
        self.fields["amount"].label = f"Amount in {self.instance.currency}"
        self.fields["amount"].help_text = f"Up to {format_money(free, self.instance.currency)}."


class CaptureForm(MoveForm):
    """Which authorization is drawn on, and how much of it."""

    payment_id = forms.TypedChoiceField(label="Payment", coerce=int, widget=UnfoldAdminSelectWidget)
    amount = forms.DecimalField(min_value=Decimal("0.001"), max_digits=19, widget=UnfoldAdminDecimalFieldWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        payments = authorized_payments(self.instance)
        self.fields["payment_id"].choices = [(each.pk, _described(each)) for each in payments]  # type: ignore[attr-defined]
        self.fields["amount"].initial = capturable(payments[0]) if payments else None


def free_money(order: Order) -> Decimal:
    """What may still be given back; no query where the page has fetched its payments and refunds."""
    prefetch_related_objects([order], "payments__transactions", "refunds")
    return free_to_refund(order.payments.all(), order.refunds.all())


def authorized_payments(order: Order) -> list[Payment]:
    """The payments with authorized money that nothing has claimed, in their order of use."""
    prefetch_related_objects([order], "payments__transactions")
    free = [each for each in order.payments.all() if each.gateway and capturable(each) > 0]
    return sorted(free, key=lambda each: (each.position, each.pk))


def can_grant(order: Order) -> Iterator[Blocker]:
    if order.state == OrderState.DRAFT:
        yield Blocker(NOT_NOW, "it is a draft.")
    elif free_money(order) <= 0:
        fix = "Cancel a refund that waits, if it is the wrong one." if order.captured_amount else ""
        yield Blocker("nothing_captured", "no captured money is free to be given back.", fix=fix)


def can_capture(order: Order) -> Iterator[Blocker]:
    if not authorized_payments(order):
        yield Blocker(NOT_NOW, "nothing is authorized.")


def _described(payment: Payment) -> str:
    return f"{payment.number}: {format_money(capturable(payment), payment.currency)} can be captured"


def _granted(refund: Refund) -> str:
    return format_html(
        '{} of {} is granted. <a class="oms-link" href="{}">Approve and send it</a> on its own page.',
        refund.number, format_money(refund.amount, refund.currency),
        reverse("admin:payments_refund_change", args=[refund.pk]),
    )  # fmt: skip


MONEY_MOVES = {
    "grant_refund": Move(
        service=grant_refund, label="Grant refund", icon="currency_exchange", form=GrantForm, needs_reason=True,
        right="payments.grant_refund", find_blockers=can_grant, told=_granted, arguments={"cause_kind": "order_page"},
        question="Nothing leaves yet: the refund is approved and sent on its own page.",
    ),
    "capture": Move(
        service=request_capture, label="Capture", icon="payments", form=CaptureForm,
        right="payments.capture_payment", find_blockers=can_capture, done="A worker collects it.",
        question="What ships is captured by itself; this takes authorized money before that.",
    ),
}  # fmt: skip
