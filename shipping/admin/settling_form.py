from collections.abc import Iterator

from django import forms
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminTextInputWidget

from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW
from core.errors import Blocker
from shipping.models import ShippingLabel
from shipping.statuses import LabelState


def only_when_unknown(label: ShippingLabel) -> Iterator[Blocker]:
    if label.state != LabelState.UNKNOWN:
        yield Blocker(NOT_NOW, "its outcome is known.")


def only_when_failed(label: ShippingLabel) -> Iterator[Blocker]:
    if label.state != LabelState.FAILED:
        yield Blocker(NOT_NOW, "no carrier refused it.")


class BoughtForm(MoveForm):
    """What the carrier's portal shows of a label that was bought after all."""

    tracking_number = forms.CharField(max_length=64, widget=UnfoldAdminTextInputWidget)
    cost = forms.DecimalField(
        required=False, min_value=0, max_digits=19, decimal_places=4, widget=UnfoldAdminDecimalFieldWidget,
        help_text="Left empty: what was quoted.",
    )  # fmt: skip
    currency = forms.CharField(required=False, max_length=3, widget=UnfoldAdminTextInputWidget)
    field_order = ["tracking_number", "cost", "currency"]
