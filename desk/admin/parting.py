"""Buttons that split an order or merge two, while nobody has paid."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from desk.admin.units_form import Offered, UnitsForm
from orders.editing.blocking import free_units
from orders.models import Order
from orders.selectors.finding import order_named
from orders.services.merging import MERGE_INSTEAD
from orders.services.splitting import RIGHT, SPLIT_INSTEAD, parting_blockers, payment_exists
from orders.statuses import OrderState
from payments.services.parting import has_transactions, merge_unpaid, split_unpaid


class SplitForm(UnitsForm):
    """How many units of each line go to the new order."""

    none_chosen = "Choose at least one unit for the new order."

    def offered(self, order: Order) -> list[Offered]:
        free = [(line, free_units(line)) for line in order.lines.all()]
        return [(line, most, f"{most} can go; those on order go first.") for line, most in free]


class MergeForm(MoveForm):
    """Which order comes into this one."""

    other = forms.CharField(label="Number of the other order", max_length=24, widget=UnfoldAdminTextInputWidget)

    def clean_other(self) -> Order:
        found = order_named(self.cleaned_data["other"].strip())
        if found is None:
            raise ValidationError("There is no order of that number.")
        return found

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return {**given, "other_id": given.pop("other").pk}


def partable(order: Order, *, instead: str) -> Iterator[Blocker]:
    """Why it is neither split nor merged now; a finished or confirmed order does not offer it at all."""
    if order.state != OrderState.PLACED:
        yield Blocker(NOT_NOW, "only a placed, unpaid order is split or merged.")
        return
    reasons = list(parting_blockers(order, instead=instead))
    if has_transactions(order) and all(reason.code != "payment_exists" for reason in reasons):
        reasons.append(payment_exists(order, instead=instead))
    yield from reasons


PARTING_MOVES = {
    "split": Move(
        service=split_unpaid, label="Split", icon="call_split", form=SplitForm, needs_reason=True, right=RIGHT,
        find_blockers=partial(partable, instead=SPLIT_INSTEAD), done="The units have an order of their own.",
        question="Charges and vouchers stay with this order; its goods and discounts are parted to the cent.",
    ),
    "merge": Move(
        service=merge_unpaid, label="Merge", icon="call_merge", form=MergeForm, needs_reason=True,
        right="orders.cancel_order", find_blockers=partial(partable, instead=MERGE_INSTEAD),
        done="Both are one order now.",
        question="Everything of the other order comes here at the price it has; the other ends, its shipping with it.",
    ),
}  # fmt: skip
