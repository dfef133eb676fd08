"""How an app declares what its columns say of people, whose rows they are, and what is left after erasing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from core.privacy.kinds import Kind

OF_TEXT = (models.CharField, models.TextField)


@dataclass(frozen=True)
class Table:
    """One model's columns by kind.

    ``of`` is an SQL condition on the alias ``t`` that tells the rows of customers; it may name reaches in braces, such
    as ``{customers}`` or ``{orders}``. ``named`` lists columns in which a row without such a key names its customer:
    those are found by the customer's addresses and numbers as whole words; ``addressed`` columns that are one address
    and nothing else. ``owner`` is SQL for the customers a row's own key leads to: a row of somebody else is not taken
    because it names this one. ``becomes`` gives SQL for columns that cannot be emptied.
    ``keeps`` says why a personal column stays. ``hides`` lists columns that an export of the customer leaves out.
    """

    model: str
    kinds: Mapping[str, Kind]
    of: str = ""
    named: Sequence[str] = ()
    addressed: Sequence[str] = ()
    owner: str = ""
    becomes: Mapping[str, str] = field(default_factory=dict)
    keeps: Mapping[str, str] = field(default_factory=dict)
    hides: Sequence[str] = ()

    @cached_property
    def opts(self) -> "models.options.Options[models.Model]":
        return _models()[self.model]._meta

    @property
    def name(self) -> str:
        return self.opts.db_table

    @property
    def key(self) -> str:
        column = self.opts.pk.column if self.opts.pk else None
        return column or "id"

    @cached_property
    def erased(self) -> Mapping[str, str]:
        """What each erasable column becomes, in SQL, by column. Raises ValueError for one nothing is known for."""
        found = {}
        for name, kind in self.kinds.items():
            if kind.is_erased and name not in self.keeps:
                found[self.column(name)] = self.becomes.get(name) or _emptied(self.field(name))
        return found

    def field(self, name: str) -> "models.Field[Any, Any]":
        """The model's column of that name; never the other side of a key."""
        found = self.opts.get_field(name)
        if not isinstance(found, models.Field):
            raise FieldDoesNotExist(f"{self.model} has no column {name}.")
        return found

    def column(self, name: str) -> str:
        """What it is called in the database."""
        return self.field(name).column or name

    @property
    def is_erasable(self) -> bool:
        return bool((self.of or self.is_searched) and self.erased)

    @property
    def is_searched(self) -> bool:
        """Whether its rows are looked at one by one for what names a customer."""
        return bool(self.named or self.addressed)


@lru_cache(maxsize=1)
def _models() -> "Mapping[str, type[models.Model]]":
    return {model._meta.label_lower: model for model in apps.get_models(include_auto_created=True)}


def table(
    model: str, *, of: str = "", named: Sequence[str] = (), addressed: Sequence[str] = (), owner: str = "",
    becomes: Mapping[str, str] | None = None,
    keeps: Mapping[str, str] | None = None, hides: Sequence[str] = (), **kinds: str,
) -> Table:  # fmt: skip
    """A table's declaration; each further argument is a kind with the names of its columns, separated by blanks.

    Raises ValueError when a column is named twice.
    """
    found: dict[str, Kind] = {}
    for kind, names in kinds.items():
        for name in names.split():
            if name in found:
                raise ValueError(f"{model}.{name} is classified twice.")
            found[name] = Kind(kind)
    return Table(
        model=model, kinds=found, of=of, named=named, addressed=addressed, owner=owner, becomes=becomes or {},
        keeps=keeps or {}, hides=hides,
    )  # fmt: skip


def _emptied(column: "models.Field[Any, Any]") -> str:
    """SQL for what is left in a column."""
    if column.null:
        return "NULL"
    if column.unique:
        raise ValueError(f"{column.model._meta.label}.{column.name} is unique and not null: say what it becomes.")
    if isinstance(column, SearchVectorField):
        return "''::tsvector"
    if isinstance(column, OF_TEXT):
        return "''"
    if isinstance(column, ArrayField):
        return "'{}'"
    if isinstance(column, models.JSONField):
        return "'[]'::jsonb" if column.default is list else "'{}'::jsonb"
    if isinstance(column, models.BinaryField):
        return "''::bytea"
    raise ValueError(f"{column.model._meta.label}.{column.name} cannot be emptied: say what it becomes.")
