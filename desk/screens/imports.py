"""Files of orders through the office: upload, name the columns, dry run, start, watch, read what was refused."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.selectors import actor_of
from core.errors import InvalidInput, NotPermitted, OmsError
from core.models import ImportJob, ImportRow, ImportState, RowOutcome
from desk.imports.table.columns import COLUMNS
from desk.imports.table.reporting import refusal_lines
from desk.imports.table.staging import FORMAT, POLICIES, stage_table
from desk.imports.table.starting import RIGHT, cancel_import, describe, queue_check, queue_import
from orders.intake.reference import reference

MAX_BYTES = 200 * 1024 * 1024
SHEET_LENGTH = 31
SHOWN_ROWS = 5
SHOWN_REFUSALS = 20
SHOWN_JOBS = 50
ACTS = {"check": queue_check, "start": queue_import, "cancel": cancel_import}
MOVING = (ImportState.CHECKING, ImportState.RUNNING)
OPEN = (ImportState.STAGED, ImportState.CHECKED, ImportState.FAILED)


def imports(request: HttpRequest) -> HttpResponse:
    """The latest jobs, and a form for another file."""
    _need(request, "core.view_importjob")
    if request.method == "POST":
        return _upload(request)
    jobs = ImportJob.objects.filter(format=FORMAT).order_by("-pk")[:SHOWN_JOBS]
    context = {"title": "Import orders", "jobs": jobs, "columns": COLUMNS, "may_add": request.user.has_perm(RIGHT)}
    return _page(request, "desk/imports.html", context)


def _upload(request: HttpRequest) -> HttpResponse:
    _need(request, RIGHT)
    try:
        job = _stage(
            request.FILES.get("file"), request.POST.get("sheet", "").replace("\x00", "").strip()[:SHEET_LENGTH]
        )
    except OmsError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("desk:imports"))
    return HttpResponseRedirect(reverse("desk:import", args=[job.pk]))


def _stage(file: UploadedFile | None, sheet: str) -> ImportJob:
    if file is None or not file.name:
        raise InvalidInput("Choose a file.", field="file")
    if (file.size or 0) > MAX_BYTES:
        raise InvalidInput(f"The file is larger than {MAX_BYTES // 1024**2} MiB. Split it, or pack it with gzip.")
    suffix = ".gz" if file.name.endswith(".gz") else ".csv"
    with NamedTemporaryFile(suffix=suffix) as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        return stage_table(path=Path(kept.name), name=file.name, options={}, sheet=sheet).job


def import_page(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job: how far it is, its columns, its first rows, what was refused."""
    _need(request, "core.view_importjob")
    job = get_object_or_404(ImportJob, pk=job_id, format=FORMAT)
    if request.method == "POST":
        return _describe(request, job)
    last = ImportRow.objects.filter(job=job).order_by("-line").values_list("line", flat=True).first() or 1
    rows = ImportRow.objects.filter(job=job)
    headers = job.options["headers"]
    sample = [[row.raw.get(header, "") for header in headers] for row in rows.order_by("line")[:SHOWN_ROWS]]
    mapping = job.options["mapping"]
    context = {
        "title": f"Import {job.number}", "job": job, "headers": headers, "sample": sample,
        "columns": [(column, mapping.get(column.name, "")) for column in COLUMNS],
        "channels": sorted(reference().channels.values(), key=lambda channel: channel.name), "policies": POLICIES,
        "percent": 100 if job.state == ImportState.DONE else min(100, 100 * job.checkpoint // last),
        "is_moving": job.state in MOVING, "is_open": job.state in OPEN, "may_add": request.user.has_perm(RIGHT),
        "refused": rows.filter(outcome=RowOutcome.REJECTED).order_by("line")[:SHOWN_REFUSALS],
    }  # fmt: skip
    return _page(request, "desk/import.html", context)


def _describe(request: HttpRequest, job: ImportJob) -> HttpResponse:
    mapping = {column.name: request.POST.get(f"column-{column.name}", "") for column in COLUMNS}
    try:
        describe(
            job_id=job.pk, mapping=mapping, channel=request.POST.get("channel", ""),
            policy=request.POST.get("policy", ""), actor=actor_of(request.user),
        )  # fmt: skip
        queue_check(job_id=job.pk, actor=actor_of(request.user))
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except OmsError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "The file is being checked. No order is placed before you start the import.")
    return HttpResponseRedirect(reverse("desk:import", args=[job.pk]))


@require_POST
def import_act(request: HttpRequest, job_id: int, act: str) -> HttpResponse:
    """Check, start or cancel."""
    get_object_or_404(ImportJob, pk=job_id, format=FORMAT)
    try:
        job = ACTS[act](job_id=job_id, actor=actor_of(request.user))
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except OmsError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, job.message or f"{job.number}: {job.get_state_display().lower()}.")
    return HttpResponseRedirect(reverse("desk:import", args=[job_id]))


def import_refusals(request: HttpRequest, job_id: int) -> StreamingHttpResponse:
    """The refused rows as CSV, streamed."""
    _need(request, "core.view_importjob")
    job = get_object_or_404(ImportJob, pk=job_id, format=FORMAT)
    return StreamingHttpResponse(
        refusal_lines(job),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{job.number}-refused.csv"'},
    )


def _need(request: HttpRequest, right: str) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})
