from datetime import timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from payments.selectors.rule_report import disputes_missed, rule_rows

PERIODS = (30, 90, 365)
USUAL = 90


def fraud(request: HttpRequest) -> HttpResponse:
    """How often each fraud rule struck and was right, over the last days."""
    if not request.user.has_perm("payments.view_riskassessment"):
        raise PermissionDenied
    wanted = request.GET.get("days", "")
    days = int(wanted) if wanted in map(str, PERIODS) else USUAL
    since = timezone.now() - timedelta(days=days)
    context = {
        **admin.site.each_context(request),
        "title": "Fraud report", "days": days, "periods": PERIODS, "rows": rule_rows(since=since),
        "missed": disputes_missed(since=since),
    }  # fmt: skip
    return TemplateResponse(request, "desk/fraud.html", context)
