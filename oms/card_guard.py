"""The door where card numbers are turned away: whatever a person or a shop sends, nothing of it is kept or logged.

Inboxes of other systems (``/webhooks/``) mask instead: what they tell must not be lost. Files that are imported are
read by their own readers, which refuse the row.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.text import capfirst

from api.problems import problem
from core.cards import SENTENCE, field_with_card, has_card

CODE = "card_number"
MASKING = ("/webhooks/",)
WRITES = ("POST", "PUT", "PATCH", "DELETE")
JSON = "application/json"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# Of a row in a list of rows: lines-0-sku.
_ROW = re.compile(r"^\w+-\d+-")


class CardGuard:
    """Looks at everything that is sent before any view does; stands after the CSRF check."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Sequence[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """The refusal, or None for what holds no card number."""
        if request.path.startswith(MASKING):
            return None
        field = next(fields_with_card(request), None)
        return None if field is None else refusal(request, field, label=label_of(view, field))


def fields_with_card(request: HttpRequest) -> Iterator[str]:
    """Names of what was sent that hold a card number: address, query, headers that are kept, body, file names."""
    if has_card(request.path):
        yield "path"
    for name, values in request.GET.lists():
        if has_card(name) or any(has_card(value) for value in values):
            yield name
    if has_card(request.headers.get("Idempotency-Key", "")):
        yield "Idempotency-Key"
    if request.method in WRITES:
        yield from _in_body(request)


def _in_body(request: HttpRequest) -> Iterator[str]:
    if request.content_type not in FORMS:
        # Whatever it calls itself: the API reads any body as JSON. Almost none has to be taken apart for it.
        text = request.body.decode("utf-8", "replace")
        if "\\" not in text and not has_card(text.replace(",", ", ")):
            return
        try:
            field = field_with_card(json.loads(text))
        except (ValueError, RecursionError):
            # Whoever reads it tells what is wrong with it; as a text it is looked at all the same.
            field = "body" if has_card(text) else None
        if field is not None:
            yield field
        return
    for name, values in request.POST.lists():
        if has_card(name) or any(has_card(value) for value in values):
            yield name
    for name, files in request.FILES.lists():
        if any(has_card(file.name or "") for file in files):
            yield name


def label_of(view: Callable[..., HttpResponse], field: str) -> str:
    """What stands beside the field on its page; its name in words where the page does not say."""
    name = _ROW.sub("", field)
    admin = getattr(view, "model_admin", None) or getattr(getattr(view, "__wrapped__", None), "__self__", None)
    for form in getattr(admin, "typed_forms", ()):
        if name in form.base_fields and form.base_fields[name].label:
            return str(form.base_fields[name].label)
    try:
        return capfirst(str(admin.opts.get_field(name).verbose_name))  # type: ignore[union-attr]
    except (AttributeError, FieldDoesNotExist):
        return name.replace("_", " ")


def refusal(request: HttpRequest, field: str, *, label: str) -> HttpResponse:
    """422: a problem for programs and scripts, a page for people; neither repeats what was sent."""
    if request.path.startswith("/api/"):
        return problem(422, CODE, SENTENCE, field=field)
    if request.content_type == JSON or JSON in request.headers.get("Accept", ""):
        return problem(422, CODE, SENTENCE, field=field, message=SENTENCE)
    words = {"title": "A card number was typed", "sentence": SENTENCE, "field": label}
    page = {**words, "lang": "en", "t": {"skip": "Skip to the text"}}
    return HttpResponse(render_to_string("card_number.html", page), status=422)
