"""What a rep starts for a caller after delivery: a return, a case."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from core import moments
from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from desk.admin.units_form import Offered, UnitsForm
from orders.models import Order
from orders.statuses import OrderState
from returns.models import Resolution
from returns.selectors.reasons import reason_tree
from returns.selectors.returnable import LineTerms, returnable_units, terms_of_lines
from returns.services.requesting import request_return
from support.services.opening import open_case


class ReturnForm(UnitsForm):
    """Which units come back, and why."""

    reason_code = forms.ChoiceField(label="Reason", widget=UnfoldAdminSelectWidget)
    resolution = forms.ChoiceField(
        label="The customer wants",
        choices=Resolution.choices,
        required=False,
        initial=Resolution.REFUND,
        widget=UnfoldAdminSelectWidget,
    )
    comment = forms.CharField(
        label="In the customer's words", required=False, max_length=1000, widget=UnfoldAdminTextareaWidget
    )
    override_reason = forms.CharField(
        label="Why an exception is made", required=False, max_length=400, widget=UnfoldAdminTextInputWidget,
        help_text="Only where the policy does not allow it; kept with the return.",
    )  # fmt: skip

    has_reason = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason_code"].choices = reason_choices()  # type: ignore[attr-defined]

    def offered(self, order: Order) -> list[Offered]:
        lines = [line for line in order.lines.all() if returnable_units(line)]
        terms = terms_of_lines(order, lines, now=timezone.now())
        return [(line, returnable_units(line), _words(terms[line.pk], returnable_units(line))) for line in lines]

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return {**given, "resolution": given["resolution"] or Resolution.REFUND}


def reason_choices() -> list[tuple[str, Any]]:
    """The tree as a select shows it: reasons below their headings."""
    choices: list[tuple[str, Any]] = []
    for group in reason_tree():
        if group.heading:
            choices.append((group.heading, list(group.reasons)))
        else:
            choices.extend(group.reasons)
    return choices


def _words(terms: LineTerms, most: int) -> str:
    """What the policy says of a line, before anybody is refused."""
    words = f"{most} of {terms.line.ordered} can come back"
    if terms.policy.is_final_sale:
        return f"{words}, but it was a final sale."
    if terms.in_time < most:
        return f"{words}, {terms.in_time} of them in time."
    return f"{words} until {moments.day(terms.ends_at)}." if terms.ends_at else f"{words}."


class CaseForm(MoveForm):
    """What the customer wants looked at."""

    subject = forms.CharField(max_length=160, widget=UnfoldAdminTextInputWidget)
    text = forms.CharField(label="What happened", max_length=4000, widget=UnfoldAdminTextareaWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


def has_returnable_units(order: Order) -> Iterator[Blocker]:
    if not any(map(returnable_units, order.lines.all())):
        yield Blocker(NOT_NOW, "nothing can come back.")


def is_no_draft(order: Order) -> Iterator[Blocker]:
    if order.state == OrderState.DRAFT:
        yield Blocker(NOT_NOW, "it is a draft.")


AFTER_SALES_MOVES = {
    "return": Move(
        service=request_return, label="Take a return", icon="assignment_return", form=ReturnForm,
        right="returns.request_return", find_blockers=has_returnable_units, done="The return is waiting for the goods.",
    ),
    "case": Move(
        service=open_case, label="Open a case", icon="support_agent", form=CaseForm, right="support.open_case",
        find_blockers=is_no_draft, done="The case is open.",
    ),
}  # fmt: skip
