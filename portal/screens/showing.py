"""The page itself."""

from collections.abc import Mapping
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.errors import InvalidInput, MoveRefused, OmsError
from orders.models import Answer, Order
from portal.screens.access import for_holder
from portal.selectors.choosing import Option
from portal.selectors.page import OrderPage, order_page, words_of
from portal.texts import Words

KINDS = ("question", "delivery", "damage", "return", "payment", "other")
TOLD = ("return", "feedback", "message", "cancel", "choose")
ANCHORS = {
    "return": "returns", "feedback": "feedback", "message": "support", "cancel": "top", "choose": "choice",
}  # fmt: skip


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
    words, kept = words_of(order), typed or {}
    shown = order_page(order, words, now=timezone.now())
    offered = shown.offer.goods if shown.offer else ()
    context = {
        "page": shown,
        "t": words.table, "lang": words.language, "token": token,
        "told": words(f"told_{told}") if told else "",
        "form": form, "error": error_text(error, words, form=form) if error else "",
        "typed": kept, "key": kept.get("key") or uuid4().hex,
        "asked": [(one, kept.get(f"line_{one.line_id}", "0")) for one in offered],
        "options": _options(shown, kept),
        "stars": [(count, words("star", count=count)) for count in range(1, 6)],
        "kinds": [(kind, words(f"kind_{kind}")) for kind in KINDS],
    }  # fmt: skip
    response = render(request, "portal/order.html", context, status=error.status if error else 200)
    response["Content-Language"] = words.language
    return response


def _options(shown: OrderPage, kept: Mapping[str, str]) -> list[tuple[Option, bool]]:
    """What can be chosen when goods are late, with what was typed, else with waiting, which changes nothing."""
    if shown.choice is None:
        return []
    wanted = kept.get("answer") or Answer.WAIT
    return [(option, option.code == wanted) for option in shown.choice.options]


def error_text(error: OmsError, words: Words, *, form: str = "") -> str:
    """Our refusals in the customer's language: by field, else by code."""
    field = error.context.get("field") if error.code == InvalidInput.code else ""
    if form == "choose" and isinstance(error, MoveRefused):
        otherwise = "error_choose" if error.move == "choose" else "error_move_refused"
        return words.either(f"error_choose_{error.blockers[0].code}", otherwise)
    return words.either(f"error_{field or error.code}", "error_refused")


def back(token: str, told: str = "") -> HttpResponse:
    """To the page after a form, so that a reload repeats nothing."""
    address = reverse("portal:order", args=[token])
    return HttpResponseRedirect(f"{address}?told={told}#{ANCHORS[told]}" if told else address, status=303)
