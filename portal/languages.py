"""The language of a page: by its own address first, so that no cookie has to remember it."""

from urllib.parse import urlencode

from django.http import HttpRequest

from portal.texts import LANGUAGES

PARAMETER = "lang"


def asked_language(request: HttpRequest) -> str:
    """What the address asks for, if we speak it; else empty."""
    wish = request.GET.get(PARAMETER, "")
    return wish if wish in LANGUAGES else ""


def browser_languages(request: HttpRequest) -> list[str]:
    """What the browser prefers, best first as it lists them."""
    return [wish.partition(";")[0].strip() for wish in request.headers.get("Accept-Language", "").split(",")]


def query_of(request: HttpRequest, **more: str) -> str:
    """The query that keeps the asked language, with ``more``; empty without both."""
    asked = asked_language(request)
    values = {**({PARAMETER: asked} if asked else {}), **{name: value for name, value in more.items() if value}}
    return f"?{urlencode(values)}" if values else ""
