from django import forms
from unfold.widgets import UnfoldAdminSelectWidget

from fulfillment.statuses import PickedGoods
from orders.admin.forms import CancelForm
from orders.models import Order


class PutBackForm(CancelForm):
    """What becomes of the goods that were picked already, and where captured money goes."""

    picked_goods = forms.ChoiceField(
        label="Picked goods", choices=PickedGoods.choices, initial=PickedGoods.RESTOCK, widget=UnfoldAdminSelectWidget,
        help_text="Units in quarantine are not sold; thrown away, they leave the books. What was not picked stays.",
    )  # fmt: skip
    field_order = ["picked_goods"]

    def canceled_order(self) -> Order:
        order: Order = self.instance.order
        return order
