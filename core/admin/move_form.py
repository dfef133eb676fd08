"""The small form behind a move's button."""

from collections.abc import Sequence
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget

_HIDDEN = ("expected_version", "seen_seq")


class MoveForm(forms.Form):
    """A reason where one is asked for, and what the user had seen when deciding.

    A move that needs more subclasses this; the service gets every field it names.
    """

    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=400,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="Kept with the history.",
        error_messages={"required": "Please say why; it is kept with the history."},
    )
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen_seq = forms.IntegerField(required=False, widget=forms.HiddenInput)

    field_order: Any = None

    def __init__(self, *args: Any, instance: Any, needs_reason: bool = False, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason
        last = ["reason", *_HIDDEN]
        self.order_fields([name for name in self.fields if name not in last] + last)

    def facts(self) -> Sequence[str]:
        """What this row is about to lose or get, in sentences above the fields."""
        return ()

    def arguments(self) -> dict[str, Any]:
        """What the service may be given, by name."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen_seq"}
