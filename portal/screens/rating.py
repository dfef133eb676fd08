"""How it was: the order and its lines, rated on a page of their own."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from core.errors import OmsError
from orders.models import Order
from portal.languages import asked_language, query_of
from portal.people import holder_of_link
from portal.screens.access import RATING_PURPOSES, for_holder
from portal.screens.reading import ratings_of
from portal.screens.showing import error_text, frame
from portal.selectors.page import words_of
from portal.selectors.rating import rating_page
from support.services.feedback import rate_order


@for_holder(purposes=RATING_PURPOSES)
def rate(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """The page, and what is sent from it; a refusal shows it again as it was typed."""
    if request.method != "POST":
        return _page(request, order, token, is_told="told" in request.GET)
    try:
        rate_order(order_id=order.pk, ratings=ratings_of(request), actor=holder_of_link(order))
    except OmsError as error:
        return _page(request, order, token, error=error)
    return HttpResponseRedirect(
        reverse("portal:feedback", args=[token]) + query_of(request, told="feedback"), status=303
    )


def _page(
    request: HttpRequest, order: Order, token: str, *, is_told: bool = False, error: OmsError | None = None
) -> HttpResponse:
    words = words_of(order, asked_language(request))
    typed = request.POST.dict() if error else None
    context = {
        **frame(request, token, words), "page": rating_page(order, words, typed=typed, now=timezone.now()),
        "told": words("told_feedback") if is_told else "", "error": error_text(error, words) if error else "",
    }  # fmt: skip
    response = render(request, "portal/rate.html", context, status=error.status if error else 200)
    response["Content-Language"] = words.language
    return response
