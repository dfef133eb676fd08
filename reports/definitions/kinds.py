"""What a report is made of: declared once, run, drawn, downloaded and followed to its rows by the same code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Unit(StrEnum):
    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    HOURS = "hours"
    DAYS = "days"
    RATE = "rate"


@dataclass(frozen=True)
class Scope:
    """What somebody asked for. Days are business days; both ends are included. ``convert`` names a currency."""

    first: date
    last: date
    by: str
    filters: Mapping[str, str] = field(default_factory=dict)
    compare: str = ""
    convert: str = ""


@dataclass(frozen=True)
class Rows:
    """A SELECT with its parameters. ``as_of`` is None where it reads the books as they are now."""

    sql: str
    params: Mapping[str, Any]
    as_of: datetime | None = None
    waiting: int = 0
    is_ready: bool = True


Source = Callable[[date, date, datetime], Rows]


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """By what figures are told apart: ``key`` and ``text`` are SQL over the row ``r`` and what ``join`` brings."""

    code: str
    label: str
    key: str
    text: str
    join: str = ""
    is_time: bool = False
    right: str = ""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A figure: ``sql`` sums up the rows of the source; ``formula`` says the same in words.

    ``behind`` names the list it leads to, ``counts`` which rows there it is made of; ``is_rows``: it is their number.
    """

    code: str
    label: str
    unit: Unit
    sql: str
    formula: str
    behind: str = ""
    counts: str = "true"
    is_rows: bool = False


@dataclass(frozen=True, kw_only=True)
class Behind:
    """The admin's list of ``model`` that holds what a figure counts; ``key`` is the column with the list's keys.

    ``source`` empty: the report's own rows.
    """

    model: str
    key: str
    source: Source | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """One question of the business with its answer.

    ``money`` are the columns of the source that are amounts in ``currency``; ``columns`` are all others.
    """

    slug: str
    title: str
    question: str
    family: str
    sources: str
    source: Source
    columns: tuple[str, ...]
    money: tuple[str, ...] = ()
    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    filters: tuple[str, ...] = ()
    behind: Mapping[str, Behind] = field(default_factory=dict)
    chart: str = ""
    right: str = "reports.view_reports"
    is_snapshot: bool = False
    notes: str = ""

    @property
    def has_currency(self) -> bool:
        return bool(self.money)

    def dimension(self, code: str) -> Dimension:
        """The one asked for, or the first."""
        return next((one for one in self.dimensions if one.code == code), self.dimensions[0])

    def measure(self, code: str) -> Measure | None:
        return next((one for one in self.measures if one.code == code), None)


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """A report that has a page of its own: what it asks and how it counts, and the page's address by name."""

    slug: str
    title: str
    question: str
    family: str
    formula: str
    page: str
    right: str
