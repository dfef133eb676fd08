"""The forms of the page: parse, call a service, answer."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core.errors import InvalidInput, NotFound, OmsError
from orders.models import Answer, DelayChoice, Order
from orders.services.answering import answer_choice
from orders.services.canceling import cancel_order
from orders.services.substituting import Pick
from portal.people import holder_of_link
from portal.screens.access import for_holder
from portal.screens.showing import KINDS, back, page
from portal.selectors.choosing import consent_words
from portal.selectors.page import words_of
from portal.texts import Words
from returns.services.requesting import request_return
from support.models import CaseKind
from support.selectors.panels import cases_talked_in
from support.services.feedback import give_feedback
from support.services.opening import open_case
from support.services.talking import record_customer_message

LONGEST_TEXT = 4000
_PRICE = re.compile(r"[0-9]{1,13}(\.[0-9]{1,6})?")


def posted(told: str) -> Callable[[Callable[[HttpRequest, Order], None]], Callable[..., HttpResponse]]:
    """A form: after success the page tells ``told``; a refusal shows the form again as it was typed."""

    def decorate(act: Callable[[HttpRequest, Order], None]) -> Callable[..., HttpResponse]:
        @for_holder
        @wraps(act)
        def run(request: HttpRequest, order: Order, token: str) -> HttpResponse:
            if request.method != "POST":
                return back(token)
            try:
                act(request, order)
            except OmsError as error:
                return page(request, order, token, form=told, error=error, typed=request.POST.dict())
            return back(token, told)

        return run

    return decorate


@posted("return")
def ask_return(request: HttpRequest, order: Order) -> None:
    """Goods are to go back."""
    units = {
        int(name.removeprefix("line_")): _number(value, "units")
        for name, value in request.POST.items()
        if name.startswith("line_") and name.removeprefix("line_").isdecimal() and str(value).strip()
    }
    request_return(
        order_id=order.pk, units=units, reason_code=request.POST.get("reason", ""), comment=_text(request, "comment"),
        request_key=_key(request), actor=holder_of_link(order),
    )  # fmt: skip


@posted("feedback")
def rate(request: HttpRequest, order: Order) -> None:
    """A rating of the order."""
    give_feedback(
        order_id=order.pk, rating=_number(request.POST.get("rating", ""), "rating"), words=_text(request, "words"),
        actor=holder_of_link(order),
    )  # fmt: skip


@posted("message")
def write(request: HttpRequest, order: Order) -> None:
    """A new case, or more words in one of the order's."""
    text, actor, wanted = _text(request, "text"), holder_of_link(order), request.POST.get("case", "")
    if wanted:
        case = cases_talked_in(order.pk).filter(pk=_number(wanted, "case")).first()
        if case is None:
            raise NotFound("This conversation does not exist.")
        record_customer_message(case_id=case.pk, text=text, request_key=_key(request), actor=actor)
        return
    kind = request.POST.get("kind", "")
    kind = kind if kind in KINDS else CaseKind.QUESTION
    open_case(
        order_id=order.pk, subject=_subject(words_of(order), kind, text), text=text, kind=CaseKind(kind),
        request_key=_key(request), actor=actor,
    )  # fmt: skip


@posted("choose")
def choose(request: HttpRequest, order: Order) -> None:
    """What is to be done about goods that come later; other goods only as they were shown."""
    choice = DelayChoice.objects.filter(order=order, pk=_number(request.POST.get("choice", ""), "choice")).first()
    if choice is None:
        raise NotFound("This question does not exist.")
    answer = request.POST.get("answer", "")
    picks = _picks(request) if answer == Answer.SUBSTITUTE else {}
    consent = consent_words(order, choice, picks, words_of(order), now=timezone.now()) if picks else ""
    answer_choice(choice_id=choice.pk, answer=answer, picks=picks, consent=consent, actor=holder_of_link(order))


def _picks(request: HttpRequest) -> dict[int, Pick]:
    """The chosen goods by line; a line left at “keep waiting” is not among them."""
    picks: dict[int, Pick] = {}
    for name, value in request.POST.items():
        line_id = name.removeprefix("instead_")
        code, _, price = str(value).rpartition("|")
        if not name.startswith("instead_") or not value:
            continue
        if not line_id.isdecimal() or not _PRICE.fullmatch(price):
            raise InvalidInput("Choose one of the goods offered.", field="substitute")
        picks[int(line_id)] = Pick(code, Decimal(price))
    return picks


@posted("cancel")
def cancel(request: HttpRequest, order: Order) -> None:
    """The whole order is called off."""
    if request.POST.get("sure") != "yes":
        raise InvalidInput("Tick the box if you are sure.", field="sure")
    reason = _text(request, "reason") or "Canceled by the customer on the order page."
    cancel_order(order_id=order.pk, actor=holder_of_link(order), reason=reason)


def _text(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, "")).strip()[:LONGEST_TEXT]


def _key(request: HttpRequest) -> str | None:
    return str(request.POST.get("key", ""))[:64] or None


def _number(value: object, field: str) -> int:
    text = str(value).strip()
    if not text.isdecimal() or len(text) > 9:
        raise InvalidInput("This is not a whole number.", field=field)
    return int(text)


def _subject(words: Words, kind: str, text: str) -> str:
    first = text.splitlines()[0][:80] if text else ""
    return f"{words(f'kind_{kind}')}: {first}".rstrip(": ")
