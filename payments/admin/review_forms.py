"""What a reviewer is asked beside the reason."""

from typing import Any, cast

from django import forms
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from core.admin.move_form import MoveForm
from payments.models import DenyKind
from payments.selectors.marks import marks_of

DENIED_DAYS = 365
LONGEST_DENIED_DAYS = 3650
PROOF_DAYS = 2
LONGEST_PROOF_DAYS = 30
# What belongs to one person; a domain, a network or an address may be many people's.
USUAL = (DenyKind.EMAIL, DenyKind.CARD, DenyKind.PHONE)


class DeclineForm(MoveForm):
    """Which of the order's marks are denied from now on."""

    deny = forms.MultipleChoiceField(
        label="Put on the deny list", required=False, widget=forms.CheckboxSelectMultiple, initial=list(USUAL)
    )
    deny_days = forms.IntegerField(
        label="Denied for days", min_value=1, max_value=LONGEST_DENIED_DAYS, initial=DENIED_DAYS, required=False,
        widget=UnfoldAdminIntegerFieldWidget, help_text="Empty: for good.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marks = marks_of(self.instance.order, self.instance.order.payments.all())
        shown = {mark.kind: mark.shown for mark in reversed(marks) if "/" not in mark.value}
        offered = cast(forms.MultipleChoiceField, self.fields["deny"])
        offered.choices = [(kind, f"{label}: {shown[kind]}") for kind, label in DenyKind.choices if kind in shown]


class ProofForm(MoveForm):
    """How long the customer has."""

    days = forms.IntegerField(
        label="Days to answer", min_value=1, max_value=LONGEST_PROOF_DAYS, initial=PROOF_DAYS,
        widget=UnfoldAdminIntegerFieldWidget,
    )  # fmt: skip
