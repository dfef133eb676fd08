"""Run a report: its figures by one dimension, in total, and against another period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from core.money import exponent
from reports.definitions.dimensions import FILTERS
from reports.definitions.kinds import Dimension, Report, Rows, Scope
from reports.selectors.daily import fetch
from reports.selectors.rates import RATE_OF_ROW, RateUsed, rates_used

ROWS_SHOWN = 400
Key = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """Figures of one key in one currency (empty for reports without money), and of the other period."""

    key: Any
    text: str
    currency: str
    values: Mapping[str, Any]
    before: Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """The answer to a report. ``as_of`` None: as the books are now; ``waiting``: changed days not worked out yet."""

    lines: Sequence[Line]
    totals: Sequence[Line]
    is_cut: bool
    as_of: datetime | None
    waiting: int
    is_ready: bool
    rates: Sequence[RateUsed]
    before: tuple[date, date] | None


def run_report(report: Report, scope: Scope, *, now: datetime) -> Table:
    """The report's answer, at most 400 lines; the largest first, times in their order.

    Raises RateMissing when it is to be converted and a rate is missing.
    """
    dimension = report.dimension(scope.by)
    rows = report.source(scope.first, scope.last, now)
    rates = _rates(report, rows, scope)
    lines = _figures(report, rows, scope, dimension)
    totals = _figures(report, rows, scope, None)
    other = other_period(scope)
    lines_before: Mapping[Key, dict[str, Any]] = {}
    totals_before: Mapping[Key, dict[str, Any]] = {}
    if other is not None:
        before = replace(scope, first=other[0], last=other[1])
        rows_before = report.source(*other, now)
        rates = [*rates, *_rates(report, rows_before, before)]
        # The very lines that are shown, whatever place they had in the other period; of times those of its own.
        keys = None if dimension.is_time else [str(one["key"]) for one in lines[:ROWS_SHOWN]]
        lines_before = _by_key(_figures(report, rows_before, before, dimension, keys=keys), dimension, before)
        totals_before = _by_key(_figures(report, rows_before, before, None), None, before)
    return Table(
        lines=[_line(one, report, lines_before, dimension, scope) for one in lines[:ROWS_SHOWN]],
        totals=[_line(one, report, totals_before, None, scope) for one in totals],
        is_cut=len(lines) > ROWS_SHOWN, as_of=rows.as_of, waiting=rows.waiting, is_ready=rows.is_ready,
        rates=rates, before=other,
    )  # fmt: skip


def other_period(scope: Scope) -> tuple[date, date] | None:
    """The days a period is held against: as many right before it, or the same ones a year earlier."""
    if scope.compare == "previous":
        length = scope.last - scope.first + timedelta(days=1)
        return scope.first - length, scope.last - length
    if scope.compare == "year":
        return _year_before(scope.first), _year_before(scope.last)
    return None


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - 1, day=28)


def conditions(report: Report, scope: Scope) -> tuple[str, dict[str, Any]]:
    """What narrows the rows ``r`` to the scope, and its parameters."""
    parts = ["true" if report.is_snapshot else "r.day BETWEEN %(first)s AND %(last)s"]
    params: dict[str, Any] = {"first": scope.first, "last": scope.last}
    for name in report.filters:
        if value := scope.filters.get(name):
            parts.append(FILTERS[name])
            params[f"f_{name}"] = value
    return " AND ".join(parts), params


def converted(report: Report, rows: Rows, scope: Scope) -> tuple[str, dict[str, Any]]:
    """The source with its amounts in the currency asked for, day by day; as it is when none is asked for."""
    if not scope.convert or not report.has_currency:
        return rows.sql, dict(rows.params)
    names = ", ".join(f"s.{name}" for name in report.columns)
    amounts = ", ".join(
        f"CASE WHEN s.currency = %(convert)s THEN s.{name} ELSE round(s.{name} * f.rate, %(cents)s) END AS {name}"
        for name in report.money
    )
    sql = (
        f"SELECT {names}, {amounts}, %(convert)s::text AS currency FROM ({rows.sql}) s "
        f"LEFT JOIN LATERAL ({RATE_OF_ROW}) f ON true"
    )
    return sql, {**rows.params, "convert": scope.convert, "cents": exponent(scope.convert)}


def _rates(report: Report, rows: Rows, scope: Scope) -> list[RateUsed]:
    if not scope.convert or not report.has_currency:
        return []
    return list(rates_used(rows, convert=scope.convert, first=scope.first, last=scope.last))


def _figures(
    report: Report, rows: Rows, scope: Scope, dimension: Dimension | None, *, keys: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    source, params = converted(report, rows, scope)
    where, narrowing = conditions(report, scope)
    sums = ", ".join(f"{measure.sql} AS {measure.code}" for measure in report.measures)
    currency = "r.currency" if report.has_currency else "''"
    key, text = (dimension.key, dimension.text) if dimension else ("''", "'All'")
    order = "key, currency" if dimension and dimension.is_time else f"{report.chart} DESC NULLS LAST, text, currency"
    sql = (
        f"SELECT {key} AS key, {text} AS text, {currency} AS currency, {sums} FROM ({source}) r "
        f"{dimension.join if dimension else ''} WHERE {where} GROUP BY 1, 2, 3 "
    )
    if keys is None:
        sql += f"ORDER BY {order} LIMIT {ROWS_SHOWN + 1}"
    else:
        # Around the whole: shares are of all lines.
        sql, narrowing = f"SELECT * FROM ({sql}) f WHERE f.key::text = ANY(%(keys)s)", {**narrowing, "keys": list(keys)}
    found = fetch(sql, {**params, **narrowing})
    # A total of nothing is no line.
    return [one for one in found if any(one[measure.code] is not None for measure in report.measures)]


def _by_key(found: Sequence[dict[str, Any]], dimension: Dimension | None, scope: Scope) -> dict[Key, dict[str, Any]]:
    return {(_place(one["key"], dimension, scope), one["currency"]): one for one in found}


def _place(key: Any, dimension: Dimension | None, scope: Scope) -> str:
    """What two periods have in common: of days how far into the period, of anything else the key itself."""
    if dimension is None or not isinstance(key, date):
        return str(key)
    if dimension.code == "month":
        return str((key.year - scope.first.year) * 12 + key.month - scope.first.month)
    if dimension.code == "week":
        return str((key - (scope.first - timedelta(days=scope.first.weekday()))).days // 7)
    return str((key - scope.first).days)


def _line(
    one: dict[str, Any], report: Report, before: Mapping[Key, dict[str, Any]], dimension: Dimension | None, scope: Scope
) -> Line:
    then = before.get((_place(one["key"], dimension, scope), one["currency"]), {})
    return Line(
        key=one["key"], text=str(one["text"]), currency=one["currency"],
        values={measure.code: _exact(one[measure.code]) for measure in report.measures},
        before={measure.code: _exact(then.get(measure.code)) for measure in report.measures},
    )  # fmt: skip


def _exact(value: Any) -> Any:
    """Counts as whole numbers, whatever PostgreSQL summed them up in."""
    if isinstance(value, Decimal) and value == value.to_integral_value() and value.as_tuple().exponent == 0:
        return int(value)
    return value
