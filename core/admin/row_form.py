"""Fields that are typed into in a list or a table of rows."""

from functools import cache
from typing import Any

from django.forms import ModelForm


class RowForm(ModelForm):  # type: ignore[type-arg]
    """One of several rows. Its fields stand under a heading, so each says which row it is of to who cannot see."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = f" of {self.instance}" if self.instance.pk else ""
        for field in self.fields.values():
            if not field.widget.is_hidden:
                # What chooses a row of another table is wrapped in links to it; the choice itself is within.
                typed: Any = getattr(field.widget, "widget", field.widget)
                typed.attrs["aria-label"] = f"{field.label}{row}"


@cache
def as_row(form: type[ModelForm]) -> type[ModelForm]:  # type: ignore[type-arg]
    """The same form, as one of several rows."""
    if issubclass(form, RowForm):
        return form
    make: Any = type(form)
    row: type[ModelForm] = make(f"Row{form.__name__}", (RowForm, form), {})  # type: ignore[type-arg]
    return row
