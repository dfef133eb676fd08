"""Give money back and take what is authorized, from the order's page."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import prefetch_related_objects
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelectWidget

from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from core.money import format_money
from desk.admin.granting import GRANT
from orders.models import Order
from payments.models import Payment
from payments.services.collecting import request_capture
from payments.services.delaying import authorize_now
from payments.services.folding import capturable


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


def authorized_payments(order: Order) -> list[Payment]:
    """The payments with authorized money that nothing has claimed, in their order of use."""
    prefetch_related_objects([order], "payments__transactions")
    free = [each for each in order.payments.all() if each.gateway and capturable(each) > 0]
    return sorted(free, key=lambda each: (each.position, each.pk))


def can_capture(order: Order) -> Iterator[Blocker]:
    if not authorized_payments(order):
        yield Blocker(NOT_NOW, "nothing is authorized.")


def _described(payment: Payment) -> str:
    return f"{payment.number}: {format_money(capturable(payment), payment.currency)} can be captured"


class DelayedForm(MoveForm):
    """Which card is asked before the goods are there."""

    payment_id = forms.TypedChoiceField(label="Payment", coerce=int, widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        waiting = [each for each in self.instance.payments.order_by("position", "pk") if each.delayed_amount]
        self.fields["payment_id"].choices = [  # type: ignore[attr-defined]
            (each.pk, f"{each.number}: {format_money(each.delayed_amount, each.currency)}") for each in waiting
        ]


def can_authorize_now(order: Order) -> Iterator[Blocker]:
    """The board knows what waits, so that the page needs no query."""
    if not order.delayed_amount:
        yield Blocker(NOT_NOW, "no money waits for goods.")


MONEY_MOVES = {
    "grant_refund": GRANT,
    "authorize_now": Move(
        service=authorize_now, label="Authorize now", icon="credit_card", form=DelayedForm,
        right="payments.authorize_payment", find_blockers=can_authorize_now, done="A worker asks the card.",
        question="The card is asked for what waits for goods, before they are there.",
    ),
    "capture": Move(
        service=request_capture, label="Capture", icon="payments", form=CaptureForm,
        right="payments.capture_payment", find_blockers=can_capture, done="A worker collects it.",
        question="What ships is captured by itself; this takes authorized money before that.",
    ),
}  # fmt: skip
