"""One move over many rows, each in its own transaction, with a summary that hides nothing."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from core.actors import Actor
from core.admin.moves import Move
from core.errors import OmsError

SHOWN_REFUSALS = 20


def move_many(
    instances: Iterable[Model], move: Move, *, actor: Actor, given: dict[str, Any]
) -> list[tuple[Model, str]]:
    """Make the move for each row; tell the refused ones with their reason."""
    refused = []
    for instance in instances:
        try:
            move.call(instance, actor=actor, given=given)
        except OmsError as error:
            refused.append((instance, error.message))
    return refused


def tell_summary(
    request: HttpRequest, *, total: int, refused: list[tuple[Model, str]], label: str, url_of: Any
) -> None:
    """“n done, m refused and why”, each refusal linked to its row."""
    done = total - len(refused)
    if done:
        messages.success(request, f"{label}: {done} done.")
    if refused:
        rows = format_html_join(
            "", '<li><a class="oms-link" href="{}">{}</a>: {}</li>',
            ((url_of(instance), instance, reason) for instance, reason in refused[:SHOWN_REFUSALS]),
        )  # fmt: skip
        more = len(refused) - SHOWN_REFUSALS
        tail = format_html("<li>… and {} more.</li>", more) if more > 0 else ""
        text = '{}: {} refused, nothing changed for them.<ul class="oms-list">{}{}</ul>'
        messages.warning(request, format_html(text, label, len(refused), rows, tail))
