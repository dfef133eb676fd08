"""My exports: what I asked for, how far it is, and the way to each file."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from core.errors import InvalidInput, NotPermitted, OmsError
from reports.exports.choosing import RIGHT
from reports.models import Export
from reports.schedule import zone_of
from reports.services.ending import cancel_export, drop_export
from reports.services.handing_out import SHARE, exports_for, share_export, take_out, token_for
from reports.services.requesting import NOT_MADE, request_again
from reports.statuses import ExportState

SHOWN = 100
EXPORT_ACTS = {
    "cancel": (cancel_export, "Canceled; nothing of it is kept."), "remove": (drop_export, "The file is removed."),
    "again": (request_again, "It is being made again; a mail tells when it is ready."),
}  # fmt: skip


@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """The latest hundred of one's own, and of the roles one holds; it comes again by itself while one is under way."""
    user = _reader(request)
    rows = list(exports_for(user).select_related("owner", "role").distinct().order_by("-pk")[:SHOWN])
    context = {
        **admin.site.each_context(request), "title": "My exports", "zone": zone_of(user),
        "exports": [_row(row, user) for row in rows],
        "is_moving": any(row.is_under_way for row in rows), "may_share": user.has_perm(SHARE),
        "roles": list(user.groups.all()),
    }  # fmt: skip
    with timezone.override(zone_of(user)):
        return TemplateResponse(request, "desk/exports.html", context).render()


def _row(export: Export, user: User) -> dict[str, Any]:
    is_ready = export.state == ExportState.READY
    return {
        "export": export, "is_own": export.owner_id == user.pk, "is_ready": is_ready,
        "token": token_for(export, user) if is_ready else "", "may_again": export.state in NOT_MADE,
    }  # fmt: skip


@require_GET
def export_file(request: HttpRequest, export_id: int, token: str) -> HttpResponse | FileResponse:
    """The file, once the link is this person's and the rights are theirs now; a sentence where not."""
    try:
        export = take_out(export_id=export_id, token=token, user=_reader(request))
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except OmsError as error:
        status = 410 if isinstance(error, InvalidInput) else error.status
        return HttpResponse(error.message, status=status, content_type="text/plain; charset=utf-8")
    try:
        content = storages["attachments"].open(export.path)
    except FileNotFoundError:
        words = "The file is not there any more. Export the list again."
        return HttpResponse(words, status=410, content_type="text/plain; charset=utf-8")
    answer = FileResponse(content, as_attachment=True, filename=f"{export.number}.csv", content_type="text/csv")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def export_act(request: HttpRequest, export_id: int, act: str) -> HttpResponse:
    """Cancel what is being made, remove a file before its time, or make again what failed."""
    service, done = EXPORT_ACTS[act]
    try:
        service(export_id=export_id, user=_reader(request))
    except OmsError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("desk:exports"))


@require_POST
def export_share(request: HttpRequest, export_id: int) -> HttpResponse:
    """Offer a file to who holds a role, too; or to nobody else again."""
    role = request.POST.get("role", "")
    try:
        export = share_export(
            export_id=export_id, role_id=int(role) if role.isdecimal() else None, user=_reader(request)
        )
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except OmsError as error:
        messages.error(request, error.message)
    else:
        told = f"Who holds the role {export.role} finds it here, too." if export.role else "It is yours alone again."
        messages.success(request, told)
    return HttpResponseRedirect(reverse("desk:exports"))


def _reader(request: HttpRequest) -> User:
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied("Your role does not export lists. Ask a lead for the right.")
    return cast("User", request.user)
