"""My subscriptions: which views come by mail, when next, and what became of the last times."""

import calendar
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import User
from core.errors import NotPermitted, OmsError
from orders.models import SavedView
from orders.selectors.views import visible
from reports.exports.choosing import RIGHT
from reports.lists import EXPORT_LISTS
from reports.models import Subscription
from reports.models.subscription import LAST_DAY, LAST_HOUR
from reports.schedule import zone_of
from reports.services.subscribing import (
    Timing,
    pause_subscription,
    resume_subscription,
    subscribe,
    unsubscribe,
)
from reports.statuses import Rhythm

SHOWN_RUNS = 5
SUBSCRIPTION_ACTS = {
    "pause": (pause_subscription, "It does not come until you switch it on again."),
    "resume": (resume_subscription, "It comes again."),
    "end": (unsubscribe, "It does not come any more."),
}


def subscriptions(request: HttpRequest) -> HttpResponse:
    """Each with its next time and its last ones, and the form for another."""
    user = _reader(request)
    if request.method == "POST":
        return _subscribe(request, user)
    mine = Subscription.objects.filter(user=user).select_related("view").prefetch_related("runs__export").order_by("pk")
    chosen = request.GET.get("view", "")
    context = {
        **admin.site.each_context(request), "title": "My subscriptions", "zone": zone_of(user),
        "subscriptions": [_row(one) for one in mine], "views": _views(user), "chosen": chosen,
        "is_open": chosen.isdecimal(), "rhythms": Rhythm.choices, "hours": range(LAST_HOUR + 1),
        "weekdays": list(enumerate(calendar.day_name)), "days": range(1, LAST_DAY + 1), "has_mail": bool(user.email),
    }  # fmt: skip
    with timezone.override(zone_of(user)):
        return TemplateResponse(request, "desk/subscriptions.html", context).render()


def _row(subscription: Subscription) -> dict[str, Any]:
    runs = sorted(subscription.runs.all(), key=lambda run: run.period, reverse=True)[:SHOWN_RUNS]
    return {"subscription": subscription, "list": _list_title(subscription.view), "runs": runs}


def _list_title(view: SavedView) -> str:
    shape = EXPORT_LISTS.get(view.list_name)
    return shape.title if shape is not None else view.list_name


def _views(user: User) -> list[tuple[SavedView, str]]:
    """What can be subscribed to, with the name of its list."""
    found = visible(user.pk).filter(list_name__in=EXPORT_LISTS).order_by("list_name", "position", "pk")
    return [(view, _list_title(view)) for view in found if user.has_perm(EXPORT_LISTS[view.list_name].right)]


def _subscribe(request: HttpRequest, user: User) -> HttpResponse:
    given = request.POST
    try:
        made = subscribe(
            view_id=_number(given.get("view", ""), 0), user=user,
            timing=Timing(
                rhythm=given.get("rhythm", ""), hour=_number(given.get("hour", ""), -1),
                weekday=_number(given.get("weekday", "0"), -1), day=_number(given.get("day", "1"), -1),
            ),
        )  # fmt: skip
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except OmsError as error:
        messages.error(request, error.message)
    else:
        first = timezone.localtime(made.next_at, zone_of(user)) if made.next_at else None
        messages.success(request, f"“{made.view}” comes by mail, the first time on {first:%-d %B at %H:%M}.")
    return HttpResponseRedirect(reverse("desk:subscriptions"))


@require_POST
def subscription_act(request: HttpRequest, subscription_id: int, act: str) -> HttpResponse:
    """Switch off, switch on, end."""
    service, done = SUBSCRIPTION_ACTS[act]
    try:
        service(subscription_id=subscription_id, user=_reader(request))
    except OmsError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("desk:subscriptions"))


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) <= 9 else otherwise


def _reader(request: HttpRequest) -> User:
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied("Your role does not export lists. Ask a lead for the right.")
    return cast("User", request.user)
