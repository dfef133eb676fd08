"""A report's answer as cells, charts and lines of a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from core.money import format_money, quantize
from reports.definitions.kinds import Measure, Report, Scope, Unit
from reports.selectors.behind import PARAMETER, name_of
from reports.selectors.running import Line, Table

BARS = 15
COLORS = ("#3b82f6", "#94a3b8")


@dataclass(frozen=True)
class Cell:
    """One figure as it is read: with the list behind it, and the other period's."""

    label: str
    text: str
    url: str = ""
    before: str = ""
    change: str = ""


@dataclass(frozen=True)
class Row:
    label: str
    currency: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Chart:
    """Data for the theme's charts; the table beside it has the same figures."""

    title: str
    kind: str
    data: dict[str, Any]


def rows_of(
    report: Report, scope: Scope, lines: Sequence[Line], *, compares: bool, is_total: bool = False
) -> list[Row]:
    """Every line with its figures in the report's order."""
    return [
        Row(line.text, line.currency, [
            _cell(report, scope, line, measure, compares=compares, is_total=is_total) for measure in report.measures
        ])
        for line in lines
    ]  # fmt: skip


def _cell(report: Report, scope: Scope, line: Line, measure: Measure, *, compares: bool, is_total: bool) -> Cell:
    value, before = line.values[measure.code], line.before.get(measure.code)
    url = list_behind(report, measure, scope, line, is_total=is_total) if value else ""
    if not compares:
        return Cell(measure.label, shown(value, measure, line.currency), url)
    return Cell(
        measure.label, shown(value, measure, line.currency), url,
        "" if before is None else shown(before, measure, line.currency),
        change(value, before, measure),
    )  # fmt: skip


def list_behind(report: Report, measure: Measure, scope: Scope, line: Line, *, is_total: bool) -> str:
    """The admin's list of what the figure is made of; empty where it has none."""
    if not measure.behind:
        return ""
    app, _, model = report.behind[measure.behind].model.partition(".")
    try:
        address = reverse(f"admin:{app}_{model}_changelist")
    except NoReverseMatch:
        return ""
    asked = {PARAMETER: name_of(report, measure, scope, line, is_total=is_total)}
    # The archive is left out of the list unless it is asked for; reports count it.
    return f"{address}?{urlencode({**asked, **({'archived': 'all'} if model == 'order' else {})})}"


def shown(value: Any, measure: Measure, currency: str) -> str:
    """The figure with its unit; a dash where there is none."""
    if value is None:
        return "—"
    match measure.unit:
        case Unit.MONEY:
            return format_money(Decimal(value), currency) if currency else f"{Decimal(value):,.2f}"
        case Unit.PERCENT:
            return f"{value:.1f} %"
        case Unit.HOURS:
            return f"{value:,.1f} h"
        case Unit.DAYS:
            return f"{value:,.1f} d"
        case Unit.RATE:
            return f"{value:,.1f}"
        case _:
            return f"{value:,.0f}"


def change(value: Any, before: Any, measure: Measure) -> str:
    """How much more or less than in the other period: of shares in points, else in percent."""
    if value is None or before is None or (measure.unit != Unit.PERCENT and not before):
        return ""
    now, then = Decimal(str(value)), Decimal(str(before))
    if measure.unit == Unit.PERCENT:
        return f"{now - then:+.1f} points"
    return f"{100 * (now - then) / abs(then):+.1f} %"


def charts_of(report: Report, scope: Scope, table: Table) -> list[Chart]:
    """One chart for each currency: amounts of two are never on one scale."""
    measure = report.measure(report.chart)
    if measure is None:
        return []
    is_time = report.dimension(scope.by).is_time
    charts = []
    for currency in dict.fromkeys(line.currency for line in table.lines):
        lines = [line for line in table.lines if line.currency == currency]
        lines = lines if is_time else lines[:BARS]
        if len(lines) > 1:
            title = f"{measure.label}, {currency}" if currency else measure.label
            charts.append(
                Chart(title, "line" if is_time and len(lines) > BARS else "bar", _data(measure, lines, table))
            )
    return charts


def _data(measure: Measure, lines: Sequence[Line], table: Table) -> dict[str, Any]:
    sets = [(measure.label, [_number(line.values[measure.code]) for line in lines])]
    if table.before is not None:
        sets.append(("Before", [_number(line.before.get(measure.code)) for line in lines]))
    return {
        "labels": [line.text[:40] for line in lines],
        "datasets": [
            {"label": label, "data": data, "backgroundColor": color, "borderColor": color, "borderWidth": 2}
            for (label, data), color in zip(sets, COLORS, strict=False)
        ],
    }


def _number(value: Any) -> float | None:
    return None if value is None else round(float(value), 2)


def file_header(report: Report, scope: Scope, *, compares: bool) -> list[str]:
    """The columns of the file, named as on the page."""
    measures = [measure.label for measure in report.measures]
    before = [f"{label} before" for label in measures] if compares else []
    return [report.dimension(scope.by).label, *(["Currency"] if report.has_currency else []), *measures, *before]


def file_rows(report: Report, table: Table) -> Iterator[list[Any]]:
    """The lines of the file: amounts in the currency's own decimals, all else to four."""
    for line in table.lines:
        currency = [line.currency] if report.has_currency else []
        before = [_plain(line, measure, line.before) for measure in report.measures] if table.before else []
        yield [line.text, *currency, *(_plain(line, one, line.values) for one in report.measures), *before]


def _plain(line: Line, measure: Measure, values: Any) -> Any:
    value = values.get(measure.code)
    if value is None or isinstance(value, int):
        return value
    if measure.unit == Unit.MONEY and line.currency:
        return quantize(Decimal(value), line.currency)
    return round(Decimal(str(value)), 4)
