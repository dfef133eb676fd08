"""What a person is asked before a claim is made good."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from core.admin.move_form import MoveForm
from core.money import ZERO, quantize
from core.wording import units_are
from orders.statuses import RefundTo
from returns.models import Claim, ClaimLine, GoodsAt


class DecideForm(MoveForm):
    """By line, how many units are paid back and how many sent anew; an amount beside them."""

    goodwill = forms.DecimalField(
        required=False, min_value=0, max_digits=19, decimal_places=4, widget=UnfoldAdminDecimalFieldWidget
    )
    refund_to = forms.ChoiceField(
        label="Money goes", choices=RefundTo.choices, required=False, widget=UnfoldAdminSelectWidget
    )
    goods_at = forms.ChoiceField(
        label="The claimed goods are", choices=GoodsAt.choices, required=False, widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        claim: Claim = self.instance
        self.fields["goodwill"].label = f"Amount beside it, in {claim.order.currency}"
        self.fields["goods_at"].initial = claim.goods_at
        self.lines = list(claim.lines.select_related("order_line")) if claim.takes_units else []
        for line in self.lines:
            self._ask_for(line)
        self.order_fields([name for name in self.fields if name.startswith("line_")])

    def _ask_for(self, line: ClaimLine) -> None:
        name = f"{line.order_line.position}. {line.order_line.name}"
        for way, label in (("refund", "paid back"), ("replace", "sent anew")):
            self.fields[f"line_{line.pk}_{way}"] = forms.IntegerField(
                label=f"{name}: {label}", min_value=0, max_value=line.open_units, required=False,
                initial=0, widget=UnfoldAdminIntegerFieldWidget, help_text=f"{line.open_units} are to be decided.",
            )  # fmt: skip

    def _units(self, way: str) -> dict[int, int]:
        return {line.order_line_id: self.cleaned_data.get(f"line_{line.pk}_{way}") or 0 for line in self.lines}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for line in self.lines:
            named = sum(given.get(f"line_{line.pk}_{way}") or 0 for way in ("refund", "replace"))
            if named > line.open_units:
                raise ValidationError(f"{line.order_line.name}: {units_are(line.open_units)} claimed, not {named}.")
        return given

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return {
            **given, "refund_units": self._units("refund"), "replace_units": self._units("replace"),
            "goodwill": given["goodwill"] or ZERO, "refund_to": given["refund_to"] or RefundTo.TENDERS,
        }  # fmt: skip


class CarrierForm(MoveForm):
    """What we ask the carrier for."""

    amount = forms.DecimalField(max_digits=19, decimal_places=4, min_value=0, widget=UnfoldAdminDecimalFieldWidget)
    reference = forms.CharField(
        label="The carrier's number for it", max_length=64, required=False, widget=UnfoldAdminTextInputWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        claim: Claim = self.instance
        self.fields["amount"].label = f"Amount, in {claim.order.currency}"
        self.fields["amount"].initial = worth_of(claim)
        self.fields["amount"].help_text = "What the claimed units were sold for."


def worth_of(claim: Claim) -> Decimal:
    """What the claimed units cost the customer, in the order's currency."""
    worths = claim.lines.values_list("order_line__unit_price", "quantity")
    return quantize(sum((price * count for price, count in worths), ZERO), claim.order.currency)
