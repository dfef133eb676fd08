"""Planning of stock: what to order, what lies too long, and why; advice is followed here."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.selectors import actor_of
from core.admin.bulk import tell_summary
from core.errors import NotPermitted, OmsError
from desk.selectors.reckoning import Week, steps_of, weeks_of
from inventory.models import (
    AdviceStatus,
    DemandForecast,
    ForecastRun,
    ReorderRule,
    ReplenishmentAdvice,
    Supply,
    Warehouse,
)
from inventory.selectors.advice import advice_counts, advice_rows, excess_sums, last_plan, plan_under_way
from inventory.services.following import Followed, accept_advice, order_advised
from inventory.services.planning import begin_plan

SHOWN = 100
# A page or key with more is nobody's, and no number of the database's.
MOST_DIGITS = 8
RANKS = (("A", "A"), ("B", "B"), ("C", "C"), ("none", "not valued"))


def planning(request: HttpRequest) -> HttpResponse:
    """Advice by what it says, the plan it comes from, and what can be done about it."""
    _need(request, "inventory.view_replenishmentadvice")
    chosen = _chosen(request)
    asked = request.GET.get("page", "")
    page = max(1, int(asked)) if asked.isdecimal() and len(asked) < MOST_DIGITS else 1
    rows = list(advice_rows(**chosen)[(page - 1) * SHOWN : page * SHOWN + 1])
    counts = advice_counts()
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "title": "Stock planning", "rows": rows[:SHOWN], "chosen": chosen, "page": page, "query": query.urlencode(),
        "has_more": len(rows) > SHOWN, "total": sum(counts.values()), "ranks": RANKS,
        "statuses": [(value, label, counts.get(value, 0)) for value, label in AdviceStatus.choices],
        "excess": excess_sums(), "plan": last_plan(), "under_way": plan_under_way(), "key": uuid4().hex,
        "houses": Warehouse.objects.filter(is_active=True, is_practice=False), **_rights(request),
    }  # fmt: skip
    return _page(request, "desk/planning.html", context)


def _chosen(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET
    status = asked.get("status", "")
    house = asked.get("warehouse", "")
    abc = asked.get("abc", "")
    return {
        "status": status if status in AdviceStatus.values else "",
        "warehouse_id": int(house) if house.isdecimal() and len(house) < 19 else None,
        "abc": abc if abc in dict(RANKS) else "", "differs": asked.get("differs") == "1",
        "code": asked.get("code", "").replace("\x00", "").strip()[:64],
    }  # fmt: skip


def advice_page(request: HttpRequest, advice_id: int) -> HttpResponse:
    """One advice: the reckoning in words, the weeks as a chart and a table, and what was done about it."""
    _need(request, "inventory.view_replenishmentadvice")
    rows = ReplenishmentAdvice.objects.select_related("sku", "warehouse", "run")
    advice = get_object_or_404(rows, pk=advice_id)
    pair = {"sku_id": advice.sku_id, "warehouse_id": advice.warehouse_id}
    forecast = DemandForecast.objects.filter(**pair).first()
    weeks = weeks_of(forecast) if forecast else []
    context = {
        "title": f"{advice.sku.code} in {advice.warehouse.name}", "advice": advice, "forecast": forecast,
        "steps": steps_of(advice, forecast), "weeks": weeks, "chart": json.dumps(_chart(weeks)),
        "chart_options": json.dumps({"responsive": True, "maintainAspectRatio": False}),
        "rule": ReorderRule.objects.filter(**pair).first(), "key": uuid4().hex,
        "decisions": advice.decisions.select_related("supply").order_by("-pk")[:20], **_rights(request),
    }  # fmt: skip
    return _page(request, "desk/advice.html", context)


@require_POST
def planning_act(request: HttpRequest) -> HttpResponse:
    """Follow the chosen advice: take it into the rules, or order. Sent twice, it is done once."""
    chosen = [int(key) for key in request.POST.getlist("advice") if key.isdecimal() and len(key) < 19]
    key, actor = request.POST.get("key", "").replace("\x00", "")[:64], actor_of(request.user)
    back = request.POST.get("back", "")
    back = back if back.startswith(reverse("desk:planning")) else reverse("desk:planning")
    try:
        if request.POST.get("act") == "order":
            followed = order_advised(advice_ids=chosen, key=key, today=timezone.now().date(), actor=actor)
        else:
            followed = accept_advice(advice_ids=chosen, key=key, actor=actor)
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except OmsError as error:
        messages.error(request, error.message)
    else:
        _tell(request, followed)
    return HttpResponseRedirect(back)


def _tell(request: HttpRequest, followed: Followed) -> None:
    """n done, m refused and why, what was done before; the supplies that came of it linked."""
    total = len(followed.done) + len(followed.refused)
    label = "Ordered" if request.POST.get("act") == "order" else "Taken into the rules"
    refused = [(advice, reason) for advice, reason in followed.refused]
    tell_summary(request, total=total, refused=list(refused), label=label, url_of=_address)
    if followed.supplies:
        messages.info(request, format_html("Supplies: {}.", linked_supplies(followed.supplies)))
    if followed.repeated:
        messages.info(request, f"{len(followed.repeated)} were done before by the same click; nothing was done twice.")
    if not total and not followed.repeated:
        messages.warning(request, "Nothing was chosen. Choose rows first.")


def linked_supplies(supplies: Sequence[Supply]) -> SafeString:
    """Their numbers, each leading to its page."""
    return format_html_join(
        ", ", '<a class="oms-link" href="{}">{}</a>',
        ((reverse("admin:inventory_supply_change", args=[each.pk]), each.number) for each in supplies),
    )  # fmt: skip


def _address(advice: ReplenishmentAdvice) -> str:
    return reverse("desk:advice", args=[advice.pk])


@require_POST
def plan_anew(request: HttpRequest) -> HttpResponse:
    """Have all demand and advice reckoned by the workers."""
    try:
        begin_plan(actor=actor_of(request.user), now=timezone.now())
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except OmsError as error:
        messages.error(request, error.message)
    else:
        messages.success(
            request, "The plan begins within minutes. This page can be left; the advice changes as it ends."
        )
    return HttpResponseRedirect(reverse("desk:planning"))


def plan_page(request: HttpRequest, run_id: int) -> HttpResponse:
    """One plan: the method of each class of demand with its error beside naive forecasts."""
    _need(request, "inventory.view_forecastrun")
    run = get_object_or_404(ForecastRun, pk=run_id)
    return _page(request, "desk/plan.html", {"title": str(run), "run": run, "methods": run.methods.values()})


def _chart(weeks: list[Week]) -> dict[str, Any]:
    return {
        "labels": [f"{week.monday:%-d %b %y}" for week in weeks],
        "datasets": [
            {"label": "Asked for", "data": [week.asked for week in weeks], "backgroundColor": "#60a5fa"},
            {"label": "Foreseen", "data": [week.foreseen for week in weeks], "backgroundColor": "#16a34a"},
        ],
    }


def _rights(request: HttpRequest) -> dict[str, bool]:
    may = request.user.has_perm
    return {
        "may_follow": may("inventory.follow_advice"), "may_order": may("inventory.add_supply"),
        "may_accept": may("inventory.follow_advice") and may("inventory.change_reorderrule"),
        "may_policy": may("inventory.change_planningpolicy"),
    }  # fmt: skip


def _need(request: HttpRequest, right: str) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})
