"""Paying by card: to the gateway's own page and back; the number of a card never comes here."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.errors import OmsError
from orders.models import Order
from payments.gateways.registry import default_gateway, gateway_named
from payments.selectors.linking import due_by_link
from payments.services.linking import pay_by_link
from portal.people import holder_of_link
from portal.screens.access import for_holder
from portal.screens.showing import back, error_text
from portal.selectors.page import words_of

LONGEST_TOKEN = 120


@for_holder
def pay(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """What is to be paid, the way to the gateway's page, and the last word before the money is asked for."""
    error: OmsError | None = None
    card = str(request.POST.get("card") or request.GET.get("card", ""))[:LONGEST_TOKEN]
    if request.method == "POST":
        try:
            pay_by_link(order_id=order.pk, token=card, actor=holder_of_link(order))
        except OmsError as refusal:
            error = refusal
        else:
            return back(token, "pay")
    words, due = words_of(order), due_by_link(order)
    context = {
        "t": words.table, "lang": words.language, "token": token, "card": card if not error else "",
        "number": order.number, "shop": order.channel.name, "due": words.money(due, order.currency) if due else "",
        "card_page": _card_page(token), "error": error_text(error, words) if error else "",
    }  # fmt: skip
    response = render(request, "portal/pay.html", context, status=error.status if error else 200)
    response["Content-Language"] = words.language
    return response


def _card_page(token: str) -> str:
    return_url = f"{settings.SITE_URL}{reverse('portal:pay', args=[token])}"
    return gateway_named(default_gateway()).card_page(return_url=return_url)
