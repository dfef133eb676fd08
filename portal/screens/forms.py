"""The forms of the page: parse, call a service, answer."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core.errors import InvalidInput, NotFound, OmsError
from orders.models import Answer, DelayChoice, Order
from orders.services.addressing import change_shipping_address
from orders.services.answering import answer_choice
from orders.services.canceling import cancel_order
from portal.languages import asked_language
from portal.people import holder_of_link
from portal.screens.access import for_holder
from portal.screens.reading import (
    address_of,
    code_of,
    goods_wanted,
    key_of,
    number_of,
    photos_of,
    picks_of,
    text_of,
    wish_of,
)
from portal.screens.showing import KINDS, back, page
from portal.selectors.choosing import consent_words
from portal.selectors.page import words_of
from portal.services import sending
from portal.texts import Words
from returns.models import ClaimKind, Resolution
from support.models import CaseKind
from support.selectors.panels import cases_talked_in


def posted(told: str) -> Callable[[Callable[[HttpRequest, Order], None]], Callable[..., HttpResponse]]:
    """A form: after success the page tells ``told``; a refusal shows the form again as it was typed."""

    def decorate(act: Callable[[HttpRequest, Order], None]) -> Callable[..., HttpResponse]:
        @for_holder
        @wraps(act)
        def run(request: HttpRequest, order: Order, token: str) -> HttpResponse:
            if request.method != "POST":
                return back(request, token)
            try:
                act(request, order)
            except OmsError as error:
                return page(request, order, token, form=told, error=error, typed=request.POST.dict())
            return back(request, token, told)

        return run

    return decorate


@posted("return")
def ask_return(request: HttpRequest, order: Order) -> None:
    """Goods are to go back for money, credit or a repair, or for other goods; pictures show why."""
    wish, reason, actor = wish_of(request), code_of(request, "reason"), holder_of_link(order)
    resolution = code_of(request, "resolution", Resolution.REFUND)
    if resolution == Resolution.EXCHANGE:
        goods = goods_wanted(request, order, wish.units)
        sending.ask_exchange(order_id=order.pk, wish=wish, reason_code=reason, goods=goods, actor=actor)
        return
    sending.ask_return(order_id=order.pk, wish=wish, reason_code=reason, resolution=resolution, actor=actor)


@posted("claim")
def claim(request: HttpRequest, order: Order) -> None:
    """Something went wrong with the delivery; pictures show what."""
    kind = code_of(request, "kind")
    if kind not in ClaimKind.values:
        raise InvalidInput("Choose what is wrong.", field="kind")
    sending.claim(order_id=order.pk, wish=wish_of(request), kind=kind, actor=holder_of_link(order))


@posted("message")
def write(request: HttpRequest, order: Order) -> None:
    """A new case, or more words in one of the order's."""
    text, actor, now = text_of(request, "text"), holder_of_link(order), timezone.now()
    wanted, photos = request.POST.get("case", ""), photos_of(request)
    if wanted:
        case = cases_talked_in(order.pk).filter(pk=number_of(wanted, "case")).first()
        if case is None:
            raise NotFound("This conversation does not exist.")
        sending.go_on_talking(
            order_id=order.pk, case=case, text=text, request_key=key_of(request), photos=photos, now=now, actor=actor
        )
        return
    kind = request.POST.get("kind", "")
    kind = kind if kind in KINDS else CaseKind.QUESTION
    subject = _subject(words_of(order, asked_language(request)), kind, text)
    sending.open_conversation(
        order_id=order.pk, subject=subject, text=text, kind=CaseKind(kind), request_key=key_of(request),
        photos=photos, now=now, actor=actor,
    )  # fmt: skip


@posted("choose")
def choose(request: HttpRequest, order: Order) -> None:
    """What is to be done about goods that come later; other goods only as they were shown."""
    choice = DelayChoice.objects.filter(order=order, pk=number_of(request.POST.get("choice", ""), "choice")).first()
    if choice is None:
        raise NotFound("This question does not exist.")
    answer, words = code_of(request, "answer"), words_of(order, asked_language(request))
    picks = picks_of(request) if answer == Answer.SUBSTITUTE else {}
    consent = consent_words(order, choice, picks, words, now=timezone.now()) if picks else ""
    answer_choice(choice_id=choice.pk, answer=answer, picks=picks, consent=consent, actor=holder_of_link(order))


@posted("address")
def change_address(request: HttpRequest, order: Order) -> None:
    """The order goes elsewhere in the same country; the office looks at it again."""
    change_shipping_address(
        order_id=order.pk, address=address_of(request, order), actor=holder_of_link(order),
        reason="Changed by the customer on the order page.",
    )  # fmt: skip


@posted("cancel")
def cancel(request: HttpRequest, order: Order) -> None:
    """The whole order is called off."""
    if request.POST.get("sure") != "yes":
        raise InvalidInput("Tick the box if you are sure.", field="sure")
    reason = text_of(request, "reason") or "Canceled by the customer on the order page."
    cancel_order(order_id=order.pk, actor=holder_of_link(order), reason=reason)


def _subject(words: Words, kind: str, text: str) -> str:
    first = text.splitlines()[0][:80] if text else ""
    return f"{words(f'kind_{kind}')}: {first}".rstrip(": ")
