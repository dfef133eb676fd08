"""From a figure to its rows: an address of the admin's list, and what it stands for there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from reports.definitions.kinds import Behind, Measure, Report, Scope
from reports.selectors.running import Line, conditions

PARAMETER = "in_report"
# Days further away are a slip of the hand, and none of the calendar's.
EARLIEST, LATEST = 1990, 2200
# Filters that are keys of rows.
KEYED = ("channel", "warehouse", "carrier")
MOST_DIGITS = 19
_NAMED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Figure:
    """One figure of a report as its link names it."""

    report: Report
    measure: Measure
    scope: Scope
    key: str = ""
    currency: str = ""
    is_total: bool = False

    @property
    def list(self) -> Behind:
        return self.report.behind[self.measure.behind]


def name_of(report: Report, measure: Measure, scope: Scope, line: Line, *, is_total: bool) -> str:
    """How a list's address names the figure."""
    values = {
        "report": report.slug, "figure": measure.code, "first": scope.first.isoformat(),
        "last": scope.last.isoformat(), "by": "" if is_total else report.dimension(scope.by).code,
        "key": "" if is_total else str(line.key), "currency": line.currency if report.has_currency else "",
        # Converted amounts are of every currency.
        "converted": scope.convert, **{f"f_{name}": value for name, value in scope.filters.items() if value},
    }  # fmt: skip
    return urlencode({name: value for name, value in values.items() if value or name == "key"})


def figure_named(text: str, reports: Mapping[str, Report]) -> Figure | None:
    """The figure an address names; None for anything else."""
    said = dict(parse_qsl(text, keep_blank_values=True))
    report = reports.get(said.get("report", ""))
    measure = report.measure(said.get("figure", "")) if report else None
    if report is None or measure is None or not measure.behind:
        return None
    try:
        first, last = date.fromisoformat(said["first"]), date.fromisoformat(said["last"])
    except (KeyError, ValueError):
        return None
    if not EARLIEST <= first.year <= last.year <= LATEST:
        return None
    filters = {name: value for name in report.filters if _may_be(name, value := said.get(f"f_{name}", ""))}
    scope = Scope(first=first, last=last, by=said.get("by", ""), filters=filters, convert=said.get("converted", ""))
    return Figure(
        report, measure, scope, key=said.get("key", ""),
        currency=said.get("currency", "") if report.has_currency else "", is_total=not scope.by,
    )  # fmt: skip


def _may_be(name: str, value: str) -> bool:
    """Whether it can be what the filter is asked for: some are keys of rows."""
    return bool(value) and (name not in KEYED or (value.isdecimal() and len(value) < MOST_DIGITS))


def rows_behind(figure: Figure, queryset: QuerySet[Any], *, now: datetime) -> QuerySet[Any]:
    """The rows of the list that the figure is made of."""
    sql, params = keys_behind(figure, now=now)
    # Our own constants; every value is a parameter. A queryset takes parameters by position alone.
    names = _NAMED.findall(sql)
    keys = RawSQL(_NAMED.sub("%s", sql), [params[name] for name in names])  # noqa: S611
    return queryset.filter(pk__in=keys)


def keys_behind(figure: Figure, *, now: datetime) -> tuple[str, dict[str, Any]]:
    """A SELECT of the keys of those rows."""
    report, scope, behind = figure.report, figure.scope, figure.list
    rows = (behind.source or report.source)(scope.first, scope.last, now)
    where, narrowing = conditions(report, scope)
    params = {**rows.params, **narrowing}
    join = ""
    if not figure.is_total:
        dimension = report.dimension(scope.by)
        join = dimension.join
        where += f" AND ({dimension.key})::text = %(key)s"
        params["key"] = figure.key
    if figure.currency and not scope.convert:
        where += " AND r.currency = %(currency)s"
        params["currency"] = figure.currency
    sql = (
        f"SELECT r.{behind.key} FROM ({rows.sql}) r {join} "
        f"WHERE {where} AND ({figure.measure.counts}) AND r.{behind.key} IS NOT NULL"
    )
    return sql, params
