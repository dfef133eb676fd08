"""The doctor: how the house is, promise by promise, and what to do about what is wrong."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.selectors import actor_of
from core.errors import NotPermitted
from core.selectors.promise_history import STRIP, promise_histories
from core.services.auditing import request_audit
from desk.runbooks import as_page, runbook_text, title_of
from desk.selectors.doctor import health

SEEING = "core.view_auditrun"
RUNNING = "core.run_audit"


def doctor(request: HttpRequest) -> HttpResponse:
    """What needs a person first, then the promises with their history, then everything behind it."""
    _ensure_may_see(request)
    found = health(now=timezone.now())
    return _page(
        request, "desk/doctor.html", title="Doctor", health=found, strip=STRIP, may_run=request.user.has_perm(RUNNING)
    )


def promise_page(request: HttpRequest, name: str) -> HttpResponse:
    """One promise: its last looks in a table, with the rows that broke it."""
    _ensure_may_see(request)
    found = next((one for one in promise_histories() if one.name == name), None)
    if found is None:
        raise Http404
    return _page(request, "desk/doctor_promise.html", title=found.title.capitalize(), promise=found)


def runbook_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What an alert means, what to look at, what to do."""
    _ensure_may_see(request)
    text = runbook_text(slug)
    if text is None:
        raise Http404
    return _page(request, "desk/doctor_runbook.html", title=title_of(text), body=as_page(text))


@require_POST
def run_audit(request: HttpRequest) -> HttpResponse:
    """Have workers hold every promise against the books now."""
    try:
        run = request_audit(actor=actor_of(request.user))
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    messages.success(
        request, f"Audit {run.pk} is asked for: workers look at promise by promise. Load the page again in a minute."
    )
    return HttpResponseRedirect(reverse("desk:doctor"))


def _ensure_may_see(request: HttpRequest) -> None:
    if not request.user.has_perm(SEEING):
        raise PermissionDenied


def _page(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})
