"""What a list of the office may be written down as: its columns, each with what it tells and who may have it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Model
from django.db.models.expressions import Combinable

PERSONAL = "reports.export_personal_data"
# Words of column names that are written otherwise on a page.
SPELLED = {
    "cvc": "CVC", "email": "e-mail", "hs": "HS", "id": "ID", "mm": "(mm)", "grams": "(g)", "po": "PO", "sku": "SKU",
    "vat": "VAT",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a file. ``is_personal`` ones need the right to personal data, ``right`` is asked for besides."""

    name: str
    expression: Combinable
    is_personal: bool = False
    right: str = ""
    is_usual: bool = True

    @property
    def title(self) -> str:
        words = " ".join(SPELLED.get(word, word) for word in self.name.split("_"))
        return words[:1].upper() + words[1:]

    @property
    def rights(self) -> tuple[str, ...]:
        return (*((PERSONAL,) if self.is_personal else ()), *((self.right,) if self.right else ()))


@dataclass(frozen=True, kw_only=True)
class ExportList:
    """A list of the office by its model, with every column it may have in a file.

    ``practice`` is the lookup that is true for rows trainees practice on, which are in no file.
    """

    model: type[Model]
    practice: str = ""
    columns: tuple[Column, ...]
    by_name: Mapping[str, Column] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    @property
    def name(self) -> str:
        """As saved views name it: app.model."""
        return str(self.model._meta.label_lower)

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name_plural).capitalize()

    @property
    def file_name(self) -> str:
        return str(self.model._meta.verbose_name_plural).lower().replace(" ", "-")

    @property
    def right(self) -> str:
        return f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"

    @property
    def usual(self) -> Sequence[str]:
        return [column.name for column in self.columns if column.is_usual]


def plain(**paths: str) -> tuple[Column, ...]:
    """Columns anybody who sees the list may have, each by its path."""
    return tuple(Column(name=name, expression=F(path)) for name, path in paths.items())


def rare(**paths: str) -> tuple[Column, ...]:
    """The same, left out unless they are chosen."""
    return tuple(Column(name=name, expression=F(path), is_usual=False) for name, path in paths.items())


def personal(*, is_usual: bool = True, **paths: str) -> tuple[Column, ...]:
    """What says who somebody is, where they live, or what they wrote."""
    return tuple(
        Column(name=name, expression=F(path), is_personal=True, is_usual=is_usual) for name, path in paths.items()
    )


def figure(name: str, expression: Any, *, right: str = "", is_usual: bool = True) -> tuple[Column, ...]:
    """One column that is reckoned, or asks for a right of its own."""
    return (Column(name=name, expression=expression, right=right, is_usual=is_usual),)
