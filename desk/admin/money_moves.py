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


MONEY_MOVES = {
    "grant_refund": GRANT,
    "capture": Move(
        service=request_capture, label="Capture", icon="payments", form=CaptureForm,
        right="payments.capture_payment", find_blockers=can_capture, done="A worker collects it.",
        question="What ships is captured by itself; this takes authorized money before that.",
    ),
}  # fmt: skip
