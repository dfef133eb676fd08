"""What is asked before a payment's money moves."""

from decimal import Decimal
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminTextInputWidget

from core.admin.move_form import MoveForm
from payments.models import Payment
from payments.services.folding import capturable


class AmountForm(MoveForm):
    """How much, in the payment's own currency."""

    amount = forms.DecimalField(min_value=Decimal("0.001"), max_digits=19, widget=UnfoldAdminDecimalFieldWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payment: Payment = self.instance
        self.fields["amount"].label = f"Amount in {payment.currency}"
        self.fields["amount"].initial = capturable(payment) if payment.gateway else payment.amount


class ReceivedForm(AmountForm):
    """What arrived, and what the statement calls it."""

    reference = forms.CharField(label="Reference on the statement", max_length=120, widget=UnfoldAdminTextInputWidget)


class TokenForm(MoveForm):
    """Which card to ask."""

    token = forms.CharField(
        label="Token of another card", max_length=120, required=False, widget=UnfoldAdminTextInputWidget,
        help_text="Leave empty to ask the same card. Never a card number.",
    )  # fmt: skip
