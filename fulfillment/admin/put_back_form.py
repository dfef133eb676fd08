from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget

from core.admin.move_form import MoveForm
from fulfillment.statuses import PickedGoods
from orders.statuses import RefundTo


class PutBackForm(MoveForm):
    """What becomes of the goods that were picked already, and where captured money goes."""

    picked_goods = forms.ChoiceField(
        label="Picked goods", choices=PickedGoods.choices, initial=PickedGoods.RESTOCK, widget=UnfoldAdminSelectWidget,
        help_text="Units in quarantine are not sold; thrown away, they leave the books. What was not picked stays.",
    )  # fmt: skip
    refund_to = forms.ChoiceField(
        label="Money goes back", choices=RefundTo.choices, required=False, widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["refund_to"].initial = self.instance.order.refund_to
