"""The page itself."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.errors import InvalidInput, MoveRefused, OmsError
from orders.errors import FileRefused, TooManyPhotos
from orders.models import Answer, Order
from orders.services.picturing import MEBIBYTE, MOST_AT_ONCE
from portal.languages import asked_language, query_of
from portal.screens.access import for_holder, languages_beside
from portal.selectors.choosing import Option
from portal.selectors.goods import Goods
from portal.selectors.page import OrderPage, order_page, words_of
from portal.texts import Words
from returns.models import Resolution

KINDS = ("question", "delivery", "damage", "return", "payment", "other")
ANCHORS = {
    "return": "returns", "feedback": "feedback", "message": "support", "cancel": "top", "choose": "choice",
    "address": "top", "claim": "claims",
}  # fmt: skip
TOLD = tuple(ANCHORS)


@require_safe
@for_holder
def show_order(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """The state of the order; changes nothing."""
    told = request.GET.get("told", "")
    return page(request, order, token, told=told if told in TOLD else "")


def page(
    request: HttpRequest,
    order: Order,
    token: str,
    *,
    told: str = "",
    form: str = "",
    error: OmsError | None = None,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page, with the words told after a form, or with a refused form as it was typed."""
    words, kept = words_of(order, asked_language(request)), typed or {}
    shown = order_page(order, words, now=timezone.now())
    context = {
        **frame(request, token, words), "page": shown,
        "told": words(f"told_{told}") if told else "",
        "form": form, "error": error_text(error, words, form=form) if error else "",
        "typed": kept, "key": kept.get("key") or uuid4().hex,
        "asked": _asked(shown, kept if form == "return" else {}),
        "wished": kept.get("resolution") or Resolution.REFUND,
        "options": _options(shown, kept),
        "photos_hint": words("photos_hint", most=MOST_AT_ONCE, size=settings.CUSTOMER_UPLOAD_MAX_BYTES // MEBIBYTE),
        "claimed": [(one, kept.get(f"line_{one.line_id}", "0")) for one in (shown.claim.goods if shown.claim else ())],
        "kinds": [(kind, words(f"kind_{kind}")) for kind in KINDS],
    }  # fmt: skip
    response = render(request, "portal/order.html", context, status=error.status if error else 200)
    response["Content-Language"] = words.language
    return response


def frame(request: HttpRequest, token: str, words: Words) -> dict[str, Any]:
    """What every page of an order has: its words, its address, and the way to the other languages."""
    return {
        "t": words.table, "lang": words.language, "languages": languages_beside(words.language), "token": token,
        "q": query_of(request),
    }  # fmt: skip


def _asked(shown: OrderPage, kept: Mapping[str, str]) -> list[tuple[Goods, str, list[tuple[str, str, bool]]]]:
    """What can be sent back, with the number typed and the other goods that could come instead."""
    if shown.offer is None:
        return []
    return [
        (
            one, kept.get(f"line_{one.line_id}", "0"),
            [
                (code, name, kept.get(f"other_{one.line_id}") == code)
                for code, name in shown.offer.others.get(one.line_id, ())
            ],
        )
        for one in shown.offer.goods
    ]  # fmt: skip


def _options(shown: OrderPage, kept: Mapping[str, str]) -> list[tuple[Option, bool]]:
    """What can be chosen when goods are late, with what was typed, else with waiting, which changes nothing."""
    if shown.choice is None:
        return []
    wanted = kept.get("answer") or Answer.WAIT
    return [(option, option.code == wanted) for option in shown.choice.options]


def error_text(error: OmsError, words: Words, *, form: str = "") -> str:
    """Our refusals in the customer's language: by field, else by code."""
    if isinstance(error, FileRefused):
        return words.either(f"error_photo_{error.context.get('flaw', '')}", "error_photo_refused", **error.context)
    if isinstance(error, TooManyPhotos):
        return words("error_too_many_photos", **error.context)
    field = error.context.get("field") if error.code == InvalidInput.code else ""
    if isinstance(error, MoveRefused):
        return _refused_move(error, words, form)
    otherwise = "error_address" if form == "address" else "error_refused"
    return words.either(f"error_{field or error.code}", otherwise)


def _refused_move(error: MoveRefused, words: Words, form: str) -> str:
    if form == "choose":
        otherwise = "error_choose" if error.move == "choose" else "error_move_refused"
        return words.either(f"error_choose_{error.blockers[0].code}", otherwise)
    return words.either(f"error_{form}_{error.code}", f"error_{error.code}")


def back(request: HttpRequest, token: str, told: str = "") -> HttpResponse:
    """To the page after a form, so that a reload repeats nothing."""
    address = reverse("portal:order", args=[token]) + query_of(request, told=told)
    return HttpResponseRedirect(f"{address}#{ANCHORS[told]}" if told else address, status=303)
