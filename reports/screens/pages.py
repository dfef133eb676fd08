"""The reports' pages: which there are, and one of them as page or file."""

import json
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from catalog.models import Channel
from core.admin.downloads import csv_download
from core.csv_lines import csv_lines
from core.money import UnknownCurrency
from reports.definitions.kinds import Dimension, Elsewhere, Report
from reports.errors import RateMissing
from reports.registry import ALL, REPORTS
from reports.screens.asking import fields_of, periods, scope_of
from reports.screens.drawing import charts_of, file_header, file_rows, rows_of
from reports.selectors.running import ROWS_SHOWN, Table, run_report

CHART_OPTIONS = json.dumps({"responsive": True, "maintainAspectRatio": False, "animation": False})


def reports(request: HttpRequest) -> HttpResponse:
    """Every report the user may read, by family, each with its question."""
    if not request.user.has_perm("reports.view_reports"):
        raise PermissionDenied
    seen = [one for one in ALL if request.user.has_perm(one.right)]
    families: dict[str, list[tuple[Report | Elsewhere, str]]] = {}
    for one in seen:
        families.setdefault(one.family, []).append((one, address_of(one)))
    context = {**admin.site.each_context(request), "title": "Reports", "families": families}
    return TemplateResponse(request, "reports/index.html", context)


def address_of(report: Report | Elsewhere) -> str:
    if isinstance(report, Elsewhere):
        return reverse(report.page)
    return reverse("reports:report", args=[report.slug])


def report_page(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One report as asked for in the address; ``format=csv`` hands out the same figures as a file."""
    report = REPORTS.get(slug)
    if report is None:
        raise Http404("There is no such report.")
    if not request.user.has_perm(report.right):
        raise PermissionDenied
    dimensions = allowed_dimensions(report, request)
    today = business_today()
    scope = scope_of(report, request.GET.dict(), today=today, dimensions=dimensions)
    problem, table = "", None
    try:
        table = run_report(report, scope, now=timezone.now())
    except (RateMissing, UnknownCurrency) as error:
        problem = error.message
    if request.GET.get("format") == "csv" and table is not None:
        header = file_header(report, scope, compares=table.before is not None)
        return csv_download(csv_lines(header, file_rows(report, table)), name=report.slug)
    context = {
        **admin.site.each_context(request),
        "title": report.title, "report": report, "scope": scope, "problem": problem, "table": table,
        "fields": fields_of(report, scope, dimensions), "periods": [] if report.is_snapshot else periods(today),
        "dimension": report.dimension(scope.by), "row_limit": ROWS_SHOWN, "query": request.GET.urlencode(),
        "kept": _kept(request), **(_answer(report, scope, table) if table else {}),
    }  # fmt: skip
    return TemplateResponse(request, "reports/report.html", context)


def _answer(report: Report, scope: Any, table: Table) -> dict[str, Any]:
    compares = table.before is not None
    return {
        "rows": rows_of(report, scope, table.lines, compares=compares),
        "totals": rows_of(report, scope, table.totals, compares=compares, is_total=True),
        "charts": [(one, json.dumps(one.data)) for one in charts_of(report, scope, table)],
        "chart_options": CHART_OPTIONS,
    }


def _kept(request: HttpRequest) -> str:
    """What else was chosen when another period is: the address without its days."""
    query = request.GET.copy()
    for name in ("from", "to", "period", "format"):
        query.pop(name, None)
    return query.urlencode()


def allowed_dimensions(report: Report, request: HttpRequest) -> tuple[Dimension, ...]:
    """By what the user may tell figures apart: people by people only for who leads."""
    return tuple(one for one in report.dimensions if not one.right or request.user.has_perm(one.right))


def business_today() -> date:
    """The latest day any channel has begun: no channel's today is left out of “until today”."""
    now = timezone.now()
    zones = set(Channel.objects.filter(is_practice=False).values_list("time_zone", flat=True)) | {"UTC"}
    return max(now.astimezone(ZoneInfo(zone)).date() for zone in zones)
