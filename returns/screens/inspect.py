"""Looking at what came: condition, notes, and where each unit goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core.errors import InvalidInput, OmsError
from fulfillment.screens.asked import key_of, number_of
from fulfillment.screens.page import Floor, on_the_floor
from returns.models import Disposition, Grade, Reception, Return, ReturnLine
from returns.screens.dock import SECTION
from returns.services.inspecting import Judgment, inspect_return

RIGHT = "returns.inspect_return"


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def inspect(floor: Floor, return_id: int) -> HttpResponse:
    """The return's goods that lie here; a POST judges one line."""
    ret, lines = _here(floor, return_id)
    refused = ""
    if floor.request.method == "POST":
        try:
            judgments = _judgments(floor.request.POST, lines)
            done = inspect_return(return_id=ret.pk, judgments=judgments, actor=floor.actor)
        except OmsError as error:
            refused = error.message
        else:
            waits = any(line.waits_for_inspection for line in done.lines.all())
            words = "Noted. The next goods." if waits else f"All of {ret.number} here is looked at."
            messages.success(floor.request, words)
            return redirect("returns:inspect", floor.warehouse.code, ret.pk)
    waiting = [_question(line, floor.request.POST, refused) for line in lines if line.waits_for_inspection]
    if refused and not any(question.refused for question in waiting):
        # It was about goods that do not wait here any more.
        messages.error(floor.request, refused)
    return floor.show(
        "returns/inspect.html", section=SECTION, ret=ret, grades=Grade.choices, waiting=waiting,
        judged=[line for line in lines if line.disposition], photos=ret.photos.filter(attachment__removed_at=None),
        awaited=sum(line.quantity for line in ret.lines.all() if line.is_awaited), may_inspect=floor.actor.may(RIGHT),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about one line, with what was typed where that was refused. ``fates``: code, words, units."""

    line: ReturnLine
    fates: Sequence[tuple[str, str, str]]
    grade: str = ""
    notes: str = ""
    refused: str = ""


def _question(line: ReturnLine, asked: QueryDict, refused: str) -> Question:
    if refused and asked.get("line") == str(line.pk):
        typed = [(value, label, asked.get(f"fate_{value}", "0")) for value, label in Disposition.choices]
        return Question(line, typed, asked.get("grade", ""), asked.get("notes", ""), refused)
    first = Disposition.choices[0][0]
    proposed = [(value, label, str(line.quantity if value == first else 0)) for value, label in Disposition.choices]
    return Question(line, proposed)


def _here(floor: Floor, return_id: int) -> tuple[Return, Sequence[ReturnLine]]:
    ret = Return.objects.select_related("order", "reason", "warehouse").filter(pk=return_id).first()
    house = floor.warehouse.pk
    lines = list(
        ReturnLine.objects.filter(rma=return_id, reception=Reception.RECEIVED)
        .select_related("order_line__sku", "inspection")
        .order_by("pk")
    )
    here = [line for line in lines if (line.warehouse_id or (ret and ret.warehouse_id)) == house]
    if ret is None or not (here or ret.warehouse_id == house):
        raise Http404("No such return in this warehouse.")
    return ret, here


def _judgments(asked: QueryDict, lines: Sequence[ReturnLine]) -> dict[int, list[Judgment]]:
    """What was said about the line the form is for. Raises InvalidInput."""
    line_id = key_of(asked, "line")
    if line_id not in {line.pk for line in lines}:
        raise InvalidInput("These goods are not here, or were looked at already.", field="line")
    grade = asked.get("grade", "")
    if grade not in Grade.values:
        raise InvalidInput("Say in which condition the goods are.", field="grade")
    notes = asked.get("notes", "").strip()[:400]
    return {
        line_id: [
            Judgment(disposition=fate, quantity=number_of(asked, f"fate_{fate}", default=0), grade=Grade(grade),
                     notes=notes)
            for fate in Disposition
        ]
    }  # fmt: skip
