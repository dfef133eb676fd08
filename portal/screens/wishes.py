"""What we may send: a customer refuses requests for a rating, and says yes or no to texts."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.errors import InvalidInput
from core.links.services import hash_of
from notifications.selectors.wanted import consent_for, suppression_of
from notifications.services.consenting import RIGHT, allow_order_texts, refuse_texts
from notifications.services.suppressing import subscribe_again, unsubscribe
from notifications.statuses import MailEvent
from orders.models import Order
from portal.limits import address_of
from portal.screens.access import WISHES_PURPOSES, for_holder
from portal.texts import words_for
from portal.texts.wishes import TEXTS

# What mail programs post when somebody presses “unsubscribe”. Source: RFC 8058.
ONE_CLICK = "List-Unsubscribe"


def counted_by(request: HttpRequest, token: str) -> str:
    """A mail program's press by its link: a large provider presses for all its customers from few addresses."""
    return hash_of(token) if request.POST.get(ONE_CLICK) else address_of(request)


@require_http_methods(["GET", "POST"])
@for_holder(purposes=WISHES_PURPOSES, counted=counted_by)
def wishes(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """The page, or the one thing that was pressed on it."""
    if request.method != "POST":
        return page(request, order, token)
    try:
        act(request, order)
    except InvalidInput:
        return page(request, order, token, refused="bad_phone", status=422)
    if request.POST.get(ONE_CLICK):
        return HttpResponse(status=204)
    return HttpResponseRedirect(f"{reverse('wishes:wishes', args=[token])}?done=1", status=303)


def act(request: HttpRequest, order: Order) -> None:
    """Raises InvalidInput for what is no mobile number."""
    customer = order.customer
    if customer is None:
        return
    holder = Actor(kind="customer", reference=str(customer.pk), name="The customer", rights=frozenset({RIGHT}))
    wanted = "rating_stop" if request.POST.get(ONE_CLICK) else request.POST.get("wish", "")
    if wanted == "rating_stop" and customer.email:
        unsubscribe(address=customer.email, actor=holder)
    elif wanted == "rating_start" and customer.email:
        subscribe_again(address=customer.email, actor=holder)
    elif wanted == "texts_start":
        phone, country = request.POST.get("phone", ""), order.channel.country
        allow_order_texts(order_id=order.pk, phone=phone, country=country, actor=holder)
    elif wanted == "texts_stop":
        refuse_texts(customer_id=customer.pk, actor=holder)


def page(request: HttpRequest, order: Order, token: str, *, refused: str = "", status: int = 200) -> HttpResponse:
    customer = order.customer
    language = words_for(customer.locale if customer else "", order.channel.locale).language
    words = TEXTS[language]
    consent = consent_for(order)
    address = customer.email.lower() if customer else ""
    is_refused = suppression_of(address, event=MailEvent.FEEDBACK_ASKED) is not None
    context: dict[str, Any] = {
        "t": words, "lang": language, "shop": order.channel.name, "number": order.number, "asks": not is_refused,
        "has_mail": bool(address), "texts": words["texts_on"].format(phone=consent.ending) if consent else "",
        "refused": words.get(refused, ""),
        "done": "done" in request.GET, "typed": request.POST.get("phone", ""),
    }  # fmt: skip
    return render(request, "portal/wishes.html", context, status=status)
