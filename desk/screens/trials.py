"""What-if of sourcing rules: ask, watch, compare."""

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.selectors import actor_of
from catalog.models import Channel
from core.errors import NotPermitted, OmsError
from inventory.models import Warehouse
from orders.models import SourcingTrial, Strategy, TrialOrder, TrialState
from orders.selectors.trials import figures_of, latest_trials, rows_of
from orders.services.trials import MOST_DAYS, RIGHT, cancel_trial, request_trial

SHOWN_TRIALS, SHOWN_ORDERS, DAYS = 30, 100, 30
RANKS = range(1, len(Strategy.choices) + 1)


def trials(request: HttpRequest) -> HttpResponse:
    """The latest what-ifs, and a form for another one."""
    _need(request, "orders.view_sourcingtrial")
    if request.method == "POST":
        return _ask(request)
    context = {
        "title": "Sourcing what-if", "trials": latest_trials(SHOWN_TRIALS), "days": DAYS, "most_days": MOST_DAYS,
        "channels": Channel.objects.filter(is_active=True, is_practice=False).order_by("name"),
        "strategies": Strategy.choices, "ranks": RANKS, "may_try": request.user.has_perm(RIGHT),
    }  # fmt: skip
    return _page(request, "desk/trials.html", context)


def _ask(request: HttpRequest) -> HttpResponse:
    _need(request, RIGHT)
    asked = request.POST
    ranked = sorted(
        (int(rank), value) for value in Strategy.values if (rank := asked.get(f"rank-{value}", "")) in map(str, RANKS)
    )
    channel = Channel.objects.filter(pk=_number(asked.get("channel", "")) or 0).first()
    if channel is None:
        messages.error(request, "Choose the channel whose orders are to be replayed.")
        return HttpResponseRedirect(reverse("desk:trials"))
    try:
        trial = request_trial(
            channel_id=channel.pk, strategies=[value for _, value in ranked], days=_number(asked.get("days", "")) or 0,
            max_sources=_number(asked.get("max_sources", "")), actor=actor_of(request.user), now=timezone.now(),
        )  # fmt: skip
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except OmsError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("desk:trials"))
    messages.success(request, "The orders are being replayed. This page can be left; nothing of them changes.")
    return HttpResponseRedirect(reverse("desk:trial", args=[trial.pk]))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def trial_page(request: HttpRequest, trial_id: int) -> HttpResponse:
    """One what-if: figures side by side, what they stand on, and the orders that differ."""
    _need(request, "orders.view_sourcingtrial")
    trial = get_object_or_404(SourcingTrial.objects.select_related("channel"), pk=trial_id)
    after = request.GET.get("after", "")
    rows = rows_of(trial, after=int(after) if after.isdecimal() and len(after) < 19 else 0, limit=SHOWN_ORDERS + 1)
    names = dict(Warehouse.objects.values_list("pk", "name"))
    context = {
        "title": f"What-if: {trial.channel.name}", "trial": trial, "figures": figures_of(trial),
        "rows": [_shown(row, names) for row in rows[:SHOWN_ORDERS]],
        "after": rows[SHOWN_ORDERS - 1].pk if len(rows) > SHOWN_ORDERS else None,
        "draft": _words(trial.strategies), "present": _words(trial.present) or "the usual: complete from one, priority",
        "is_running": trial.state == TrialState.RUNNING, "may_try": request.user.has_perm(RIGHT),
        "faithful": round(100 * trial.faithful / trial.orders) if trial.orders else None,
    }  # fmt: skip
    return _page(request, "desk/trial.html", context)


@require_POST
def trial_cancel(request: HttpRequest, trial_id: int) -> HttpResponse:
    """Stop a what-if under way."""
    _need(request, RIGHT)
    get_object_or_404(SourcingTrial, pk=trial_id)
    try:
        cancel_trial(trial_id=trial_id, actor=actor_of(request.user))
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except OmsError as error:
        messages.error(request, error.message)
    return HttpResponseRedirect(reverse("desk:trial", args=[trial_id]))


def _shown(row: TrialOrder, names: dict[int, str]) -> dict[str, Any]:
    return {"row": row, "sides": [_side("Decided", row.decided, names), _side("Draft", row.draft, names)]}


def _side(title: str, data: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    day = data["promise_on"]
    return {
        **data, "title": title, "houses": ", ".join(names.get(pk, "?") for pk in data["warehouses"]),
        "promise_on": date.fromisoformat(day) if day else None,
    }  # fmt: skip


def _words(strategies: list[str]) -> str:
    return ", then ".join(Strategy(each).label.lower() for each in strategies)


def _need(request: HttpRequest, right: str) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})
