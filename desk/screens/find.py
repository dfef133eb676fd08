from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from desk.selectors.call_box import LIMIT, find_orders

TERM_LENGTH = 200


def find(request: HttpRequest) -> HttpResponse:
    """A number leads straight to its order; anything else to the hits, newest first."""
    if not request.user.has_perm("orders.view_order"):
        raise PermissionDenied
    term = request.GET.get("q", "").replace("\x00", "")[:TERM_LENGTH].strip()
    found = find_orders(term) if term else None
    if found and found.straight:
        return HttpResponseRedirect(reverse("admin:orders_order_change", args=[found.straight.pk]))
    context = {
        **admin.site.each_context(request), "title": "Find an order", "term": term,
        "orders": found.orders if found else [], "limit": LIMIT,
    }  # fmt: skip
    return TemplateResponse(request, "desk/find.html", context)
