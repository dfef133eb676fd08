"""The order's moves as the office offers them."""

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminSplitDateTimeWidget

from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from orders.models import HoldBlock, HoldKind, Order, OrderHold
from orders.services.canceling import cancel_order
from orders.services.confirming import confirm_order
from orders.services.holding import hold_order, release_hold
from orders.statuses import OrderState

OVER = {OrderState.COMPLETED, OrderState.CANCELED, OrderState.EXPIRED}


class HoldForm(MoveForm):
    """Why the order waits, what waits, and until when."""

    kind = forms.ChoiceField(label="Kind", choices=HoldKind.choices, widget=UnfoldAdminSelectWidget, initial="manual")
    blocks = forms.MultipleChoiceField(
        label="What waits", choices=HoldBlock.choices, widget=forms.CheckboxSelectMultiple,
        initial=[block.value for block in HoldBlock],
    )  # fmt: skip
    due_at = forms.SplitDateTimeField(
        label="Look again at", required=False, widget=UnfoldAdminSplitDateTimeWidget, help_text="UTC. May stay empty."
    )


def not_over(order: Order) -> list[Blocker]:
    return [Blocker(NOT_NOW, "the order is over.")] if order.state in OVER else []


def not_released(hold: OrderHold) -> list[Blocker]:
    return [Blocker(NOT_NOW, "it is released.")] if hold.released_at else []


ORDER_MOVES = {
    "confirm": Move(service=confirm_order, label="Confirm", icon="task_alt", is_primary=True, done="Confirmed."),
    "hold": Move(
        service=hold_order, label="Hold", icon="pause_circle", form=HoldForm, needs_reason=True,
        right="orders.add_orderhold", find_blockers=not_over, done="The order waits.",
    ),
    "cancel": Move(
        service=cancel_order, label="Cancel order", icon="cancel", needs_reason=True, is_danger=True,
        question="Allocated goods are set free, authorized money is released and captured money is given back.",
        done="Canceled. The money follows by itself.",
    ),
}  # fmt: skip
HOLD_MOVES = {
    "release": Move(
        service=release_hold, label="Release hold", icon="play_circle", id_argument="hold_id", is_primary=True,
        right="orders.release_hold", find_blockers=not_released, done="Released.",
        question="The order goes on if nothing else blocks it.",
    ),
}  # fmt: skip
