from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.dataclasses import SearchResult

from core.money import format_money
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


def command_results(request: HttpRequest, term: str) -> list[SearchResult]:
    """The call box inside the command palette."""
    if not request.user.has_perm("orders.view_order"):
        return []
    return [
        SearchResult(
            title=f"{order.number} {order.customer.name if order.customer else ''}",
            description=f"{order.get_display_status_display()} · {format_money(order.total, order.currency)}",
            link=reverse("admin:orders_order_change", args=[order.pk]),
            icon="shopping_cart",
        )
        for order in find_orders(term.replace("\x00", "")[:TERM_LENGTH]).orders[:10]
    ]
