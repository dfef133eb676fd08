"""Fields that are typed into in a list."""

from typing import Any

from django.forms import ModelForm


class RowForm(ModelForm):  # type: ignore[type-arg]
    """One row of the list. Its fields stand under a heading, so each says which row it is of to who cannot see."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = f"{field.label} of {self.instance}"
