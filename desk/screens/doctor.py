from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from desk.selectors.doctor import health


def doctor(request: HttpRequest) -> HttpResponse:
    """The promises of the books with zero beside each one, and the health of the workers."""
    if not request.user.has_perm("core.view_auditrun"):
        raise PermissionDenied
    context = {**admin.site.each_context(request), "title": "Doctor", "health": health(now=timezone.now())}
    return TemplateResponse(request, "desk/doctor.html", context)
