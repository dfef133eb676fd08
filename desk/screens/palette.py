import time

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from desk.palette import hits
from desk.screens.find import TERM_LENGTH

TEMPLATES = {True: "unfold/helpers/command_results.html", False: "unfold/helpers/search_results.html"}


def palette(request: HttpRequest) -> HttpResponse:
    """What the command palette shows. In place of the theme's: that keeps what it found, names and all, in a cache."""
    term = request.GET.get("s", "")[:TERM_LENGTH]
    if not term.strip():
        return HttpResponse()
    began = time.monotonic()
    found = Paginator(hits(request, term), 100)
    context = {
        "page_obj": found, "results": found.page(1), "page_counter": 0, "command_show_history": False,
        "execution_time": time.monotonic() - began,
    }  # fmt: skip
    template = TEMPLATES["extended" in request.GET]
    if not context["results"] and template == TEMPLATES[True]:
        # The theme's own words for it are not among what its palette takes over.
        template, context["term"] = "desk/palette_nothing.html", term
    return TemplateResponse(request, template, context, headers={"HX-Trigger": "search", "Cache-Control": "no-store"})
