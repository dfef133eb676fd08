"""“Find my order”: the same answer whether or not there is one; what comes of it comes by mail."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from core.errors import OmsError
from portal.languages import asked_language, browser_languages, query_of
from portal.limits import FINDING, FINDING_ONE, READING, count, count_of
from portal.screens.access import languages_beside, problem
from portal.screens.showing import error_text
from portal.services.wishing import wish_link
from portal.texts import words_for

LONGEST = 254


@csrf_exempt
def find_order(request: HttpRequest) -> HttpResponse:
    """The form; sent, it promises a mail to the address we know, if the two belong together.

    There is no session to ride on, and a forged form could only make us write to the customer, as often as the limits
    allow.
    """
    if request.method != "POST":
        if count(READING, request) > READING.most:
            return problem(request, "slow", 429)
        return _page(request, is_sent="sent" in request.GET)
    number, email = (str(request.POST.get(name, ""))[:LONGEST] for name in ("number", "email"))
    if count(FINDING, request) > FINDING.most or count_of(FINDING_ONE, number.strip().upper()) > FINDING_ONE.most:
        return problem(request, "slow", 429)
    try:
        wish_link(number=number, email=email)
    except OmsError as error:
        return _page(request, error=error, typed={"number": number, "email": email})
    return HttpResponseRedirect(reverse("portal:find") + query_of(request, sent="1"), status=303)


def _page(
    request: HttpRequest, *, is_sent: bool = False, error: OmsError | None = None, typed: dict[str, str] | None = None
) -> HttpResponse:
    words = words_for(asked_language(request), *browser_languages(request))
    context = {
        "t": words.table, "lang": words.language, "languages": languages_beside(words.language),
        "q": query_of(request), "is_sent": is_sent, "typed": typed or {}, "error": error_text(error, words) if error
        else "", "wrong": error.context.get("field", "") if error else "",
    }  # fmt: skip
    response = render(request, "portal/find.html", context, status=error.status if error else 200)
    response["Content-Language"] = words.language
    return response
