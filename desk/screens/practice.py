"""The practice warehouse: what waits there, and the button that fills it."""

from uuid import uuid4

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.selectors import actor_of
from core.errors import NotPermitted, OmsError
from desk.practice.filling import MOST, RIGHT, USUAL, fill_practice
from inventory.models import Warehouse
from orders.models import Order
from orders.statuses import LIVING, DisplayStatus


def practice(request: HttpRequest) -> HttpResponse:
    """Shown to who leads a floor; a press is counted once by its token."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    if request.method == "POST":
        return _fill(request)
    living = Order.objects.filter(is_practice=True, state__in=LIVING)
    counts = list(living.values_list("display_status").annotate(orders=Count("pk")).order_by("display_status"))
    orders = reverse("admin:orders_order_changelist")
    context = {
        **admin.site.each_context(request),
        "title": "Practice warehouse", "usual": USUAL, "most": MOST, "token": uuid4().hex,
        "warehouse": Warehouse.objects.filter(is_practice=True, is_active=True).order_by("priority", "pk").first(),
        "rows": [
            (DisplayStatus(status).label, count, f"{orders}?practice=yes&display_status={status}")
            for status, count in counts
        ],
    }  # fmt: skip
    return TemplateResponse(request, "desk/practice.html", context)


def _fill(request: HttpRequest) -> HttpResponse:
    given, token = request.POST.get("orders", ""), request.POST.get("token", "")
    try:
        count = int(given) if given.isdecimal() and len(given) < 6 else 0
        numbers = fill_practice(actor=actor_of(request.user), token=token[:32] or uuid4().hex, orders=count)
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except OmsError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{len(numbers)} practice orders placed; they can be released within seconds.")
    return redirect("desk:practice")
