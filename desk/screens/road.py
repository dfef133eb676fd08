"""The road as the office sees it: open trouble with its clocks, and how often carriers kept our promises."""

from datetime import timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from desk.selectors.made_good import not_made_good
from shipping.selectors.punctuality import PARCELS_SHOWN, parcels_behind, punctuality
from shipping.selectors.troubles import SHOWN, open_by_family, radar_rows
from shipping.statuses import ExceptionFamily

PERIODS = (30, 90, 365)


def road(request: HttpRequest) -> HttpResponse:
    """Open trouble on the road, what is due first first; by family."""
    if not request.user.has_perm("shipping.view_deliveryexception"):
        raise PermissionDenied
    family = request.GET.get("family", "")
    family = family if family in ExceptionFamily.values else ""
    counts, now = open_by_family(), timezone.now()
    context = {
        **admin.site.each_context(request),
        "title": "Road radar", "rows": radar_rows(now=now, family=family), "family": family,
        "families": [(value, label, counts.get(value, 0)) for value, label in ExceptionFamily.choices],
        "total": sum(counts.values()), "limit": SHOWN, "waiting": not_made_good(now=now) if not family else (),
    }  # fmt: skip
    return TemplateResponse(request, "desk/road.html", context)


def on_time(request: HttpRequest) -> HttpResponse:
    """On-time figures by carrier, service and warehouse; of one row the parcels behind it."""
    if not request.user.has_perm("shipping.judge_carriers"):
        raise PermissionDenied
    asked = request.GET
    wanted = asked.get("days", "")
    days = int(wanted) if wanted in map(str, PERIODS) else PERIODS[0]
    now = timezone.now()
    since = now - timedelta(days=days)
    rows = punctuality(since=since, now=now)
    key = (asked.get("account", ""), asked.get("service", ""), asked.get("warehouse", ""))
    chosen = next((row for row in rows if key == (str(row.account_id), row.service, str(row.warehouse_id))), None)
    due, kept = sum(row.due for row in rows), sum(row.on_time for row in rows)
    context = {
        **admin.site.each_context(request),
        "title": "On time", "days": days, "periods": PERIODS, "rows": rows, "chosen": chosen, "due": due,
        "percent": round(100 * kept / due, 1) if due else None, "limit": PARCELS_SHOWN,
        "parcels": parcels_behind(
            since=since, now=now, account_id=chosen.account_id, service=chosen.service,
            warehouse_id=chosen.warehouse_id,
        ) if chosen else (),
    }  # fmt: skip
    return TemplateResponse(request, "desk/on_time.html", context)
