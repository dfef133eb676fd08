"""A move that is about units of an order's lines: one number for each line that has some."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from core.admin.move_form import MoveForm
from orders.models import Order, OrderLine

# A line, how many of its units can be chosen, and what is said beside it.
Offered = tuple[OrderLine, int, str]


class UnitsForm(MoveForm):
    """Gives the service ``units`` by line key; whoever subclasses it says what is offered."""

    has_reason = True
    none_chosen = "Choose at least one unit."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.has_reason:
            del self.fields["reason"]
        offered = [one for one in self.offered(self.instance) if one[1]]
        self.names: Mapping[str, int] = {f"line_{line.pk}": line.pk for line, _, _ in offered}
        for line, most, words in offered:
            self.fields[f"line_{line.pk}"] = forms.IntegerField(
                label=f"{line.position}. {line.name}", min_value=0, max_value=most, required=False, initial=0,
                widget=UnfoldAdminIntegerFieldWidget, help_text=words,
            )  # fmt: skip
        self.order_fields(list(self.names))

    def offered(self, order: Order) -> list[Offered]:
        """Every line with how many of its units can be chosen; those with none are not shown."""
        return []

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(given.get(name) for name in self.names):
            raise ValidationError(self.none_chosen)
        return given

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        chosen = {key: given.pop(name, None) for name, key in self.names.items()}
        return {**given, "units": {key: count for key, count in chosen.items() if count}}
