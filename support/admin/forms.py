"""What a person is asked before acting on a case."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget

from core.admin.move_form import MoveForm


class TextForm(MoveForm):
    """What is said; nothing else is asked."""

    text = forms.CharField(max_length=8000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget = forms.HiddenInput()
