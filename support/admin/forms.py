"""What a person is asked before acting on a case."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from core.admin.move_form import MoveForm


class TextForm(MoveForm):
    """What is said; nothing else is asked."""

    text = forms.CharField(max_length=8000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget = forms.HiddenInput()


class LinkForm(MoveForm):
    """Which order it is about; begins with the one a mail names."""

    order_number = forms.CharField(label="Order number", max_length=24, widget=UnfoldAdminTextInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        named = self.instance.mails.exclude(suggested_order=None).select_related("suggested_order").first()
        self.fields["order_number"].initial = named.suggested_order.number if named else ""
