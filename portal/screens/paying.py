"""Paying by card: to the gateway's own page, to the bank and back; the number of a card never comes here."""

import re
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.actors import Actor
from core.errors import OmsError
from core.links.selectors import purpose_of, taken_back_since
from core.links.services import make_link
from core.models import LinkEnd
from orders.models import Order
from orders.services.linking import PURPOSES
from payments.gateways.registry import gateway_named
from payments.selectors.paying import paying
from payments.selectors.practice import ensure_practice_stays
from payments.selectors.returning import transaction_of_return
from payments.services.linking import pay_by_link
from payments.services.returning import note_return
from portal.languages import asked_language, query_of
from portal.limits import GUESSING, READING, count, is_reached
from portal.people import holder_of_link
from portal.screens.access import ORDER_PURPOSES, PAY_PURPOSES, for_holder, problem
from portal.screens.showing import error_text, frame
from portal.selectors.goods import goods_to_pay
from portal.selectors.money import amounts_of
from portal.selectors.page import words_of
from portal.texts import Words

LONGEST_TOKEN = 120
_BRAND, _LAST4 = re.compile(r"[A-Za-z ]{2,24}"), re.compile(r"[0-9]{4}")
# As long as the bank is asked the page looks again by itself.
LOOK_AGAIN_SECONDS = 3
BACK_FOR = timedelta(days=1)
# Says that the customer was with the bank already: we ask, before sending them there again.
BACK = "back"


@for_holder(purposes=PAY_PURPOSES)
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
            return _see_other("portal:pay", token, query=query_of(request))
    return _page(request, order, token, card=card if not error else "", error=error)


@require_safe
@for_holder(purposes=PAY_PURPOSES)
def give_card(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """To the gateway's page for a card, when there is anything to pay."""
    asked = paying(order)
    if not asked.due:
        return _see_other("portal:pay", token, query=query_of(request))
    return_url = f"{settings.SITE_URL}{reverse('portal:pay', args=[token])}"
    try:
        ensure_practice_stays(order, asked.gateway)
        page = gateway_named(asked.gateway).card_page(return_url=return_url)
    except OmsError as error:
        return _page(request, order, token, error=error)
    return HttpResponseRedirect(page, status=303)


@require_safe
def come_back(request: HttpRequest, ticket: str) -> HttpResponse:
    """Back from the bank: the gateway is asked, and the page for paying tells what it says.

    The way back opens that page alone, and nothing once the order's links were taken back: it is no way around that.
    """
    if is_reached(GUESSING, request) or count(READING, request) > READING.most:
        return problem(request, "slow", 429)
    transaction = transaction_of_return(ticket, now=timezone.now())
    if transaction is None:
        count(GUESSING, request)
        return problem(request, "missing", 404)
    order_id = transaction.payment.order_id
    note_return(transaction_id=transaction.pk, now=timezone.now(), actor=Actor(kind="customer", name="The customer"))
    if because := taken_back_since(order_id, purposes=PURPOSES, since=transaction.created_at):
        return problem(request, "erased" if because == LinkEnd.ERASED else "revoked", 410)
    token = make_link(order_id=order_id, purpose="pay", valid_for=BACK_FOR)
    return _see_other("portal:pay", token, query=f"?{BACK}=1")


def _page(
    request: HttpRequest, order: Order, token: str, *, card: str = "", error: OmsError | None = None
) -> HttpResponse:
    words, state = words_of(order, asked_language(request)), paying(order)
    opens_order = purpose_of(token) in ORDER_PURPOSES
    waits_for_us = state.is_asked and (not state.action_url or BACK in request.GET)
    context = {
        **frame(request, token, words), "card": card, "number": order.number,
        "shop": order.channel.name, "due": words.money(state.due, order.currency) if state.due else "",
        "action_url": "" if waits_for_us else state.action_url, "is_asked": state.is_asked, "refusal": state.refusal,
        "is_secured": state.is_secured, "opens_order": opens_order,
        "goods": goods_to_pay(order, words) if opens_order and state.due else (),
        "amounts": amounts_of(order, words) if opens_order and state.due else (),
        "chosen": words("pay_sure_named", card=chosen) if (chosen := _chosen_card(request, words)) else "",
        "refused_card": _card_words(state.card_brand, state.card_last4, words),
        "error": error_text(error, words) if error else "",
    }  # fmt: skip
    response = render(request, "portal/pay.html", context, status=error.status if error else 200)
    response["Content-Language"] = words.language
    if waits_for_us:
        response["Refresh"] = f"{LOOK_AGAIN_SECONDS}; url={reverse('portal:pay', args=[token])}{query_of(request)}"
    return response


def _chosen_card(request: HttpRequest, words: Words) -> str:
    """What the gateway's page told of the card, where it does; shown to who comes from there, used for nothing."""
    brand, last4 = request.GET.get("brand", ""), request.GET.get("last4", "")
    return _card_words(brand, last4, words) if _BRAND.fullmatch(brand) and _LAST4.fullmatch(last4) else ""


def _card_words(brand: str, last4: str, words: Words) -> str:
    return words("pay_card", brand=brand.capitalize(), last4=last4) if brand and last4 else ""


def _see_other(name: str, token: str, *, query: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse(name, args=[token])}{query}", status=303)
