"""Pick: one task on the screen, one scan at a time."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import InvalidInput, OmsError
from fulfillment.errors import TaskNotFound
from fulfillment.models import PickTask, ShortReason
from fulfillment.screens.asked import number_of, scan_id_of
from fulfillment.screens.page import Floor, on_the_floor
from fulfillment.selectors.shorts import short_consequences
from fulfillment.selectors.walks import batches_to_pick, card_of, task_in
from fulfillment.services.claiming import claim_next_task, claim_task
from fulfillment.services.picking import complete_task, skip_task
from fulfillment.services.scanning import ScanOutcome, scan_at_bin, undo_last_scan
from fulfillment.services.shorting import short_pick
from fulfillment.statuses import TaskState


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def pick(floor: Floor) -> HttpResponse:
    """The batches with work left; taking one leads to its next task."""
    if floor.request.method == "POST":
        batch = floor.request.POST.get("batch", "")
        return _next_task(floor, int(batch) if batch.isdecimal() else None)
    return floor.show("pick.html", section="pick", batches=batches_to_pick(floor.warehouse.pk))


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def task(floor: Floor, task_id: int) -> HttpResponse:
    """The card of one task; a POST is a scan."""
    if floor.request.method != "POST":
        return _card(floor, _task(floor, task_id))
    try:
        outcome = _scan(floor, task_id)
        found = outcome.task
        if outcome.ok and outcome.is_full and found.state == TaskState.ASSIGNED:
            found = complete_task(task_id=task_id, actor=floor.actor)
    except TaskNotFound as error:
        raise Http404("No such task in this warehouse.") from error
    except OmsError as error:
        return _card(floor, _task(floor, task_id), feedback="wrong", message=error.message)
    if found.state == TaskState.PICKED:
        return _next_task(floor, found.batch_id)
    return _card(floor, found, feedback="right" if outcome.ok else "wrong", message=outcome.message)


@require_POST
@on_the_floor
def act(floor: Floor, task_id: int, move: str) -> HttpResponse:
    """Take, undo or skip."""
    found = _task(floor, task_id)
    try:
        if move == "take":
            claim_task(task_id=found.pk, actor=floor.actor)
        elif move == "undo":
            undo_last_scan(task_id=found.pk, actor=floor.actor)
        elif move == "skip":
            skip_task(task_id=found.pk, actor=floor.actor)
            return _next_task(floor, found.batch_id)
        else:
            raise Http404("No such move.")
    except OmsError as error:
        messages.error(floor.request, error.message)
    return floor.go("task", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def short(floor: Floor, task_id: int) -> HttpResponse:
    """What follows from missing units is shown first; only then it is done. Nothing is chosen for the picker."""
    found = _task(floor, task_id)
    asked = floor.request.POST if floor.request.method == "POST" else floor.request.GET
    reason = asked.get("reason", "")
    try:
        quantity = number_of(asked, default=found.left)
        seen = number_of(asked, "seen") if "seen" in asked else None
    except InvalidInput as error:
        messages.error(floor.request, error.message)
        return floor.go("short", found.pk)
    if reason not in ShortReason.values:
        if floor.request.method == "POST":
            messages.error(
                floor.request, "Choose what is wrong: the bin is empty, fewer are in it, or some are damaged."
            )
        reason = ""
    elif floor.request.method == "POST" and "confirm" in asked:
        try:
            short_pick(task_id=found.pk, quantity=quantity, reason=reason, actor=floor.actor, seen=seen)
        except OmsError as error:
            messages.error(floor.request, error.message)
        else:
            messages.success(floor.request, f"{quantity} reported as {ShortReason(reason).label.lower()}.")
            return _next_task(floor, found.batch_id)
    return floor.show(
        "short.html", section="pick", task=found, quantity=quantity, reason=reason, reasons=ShortReason.choices,
        consequences=short_consequences(found, min(quantity, found.left), reason) if reason else (),
        seen=found.shorts.count(),
    )  # fmt: skip


def _scan(floor: Floor, task_id: int) -> ScanOutcome:
    asked = floor.request.POST
    return scan_at_bin(
        task_id=task_id, warehouse_id=floor.warehouse.pk, scan_id=scan_id_of(asked), code=asked.get("code", ""),
        quantity=number_of(asked), actor=floor.actor,
    )  # fmt: skip


def _task(floor: Floor, task_id: int) -> PickTask:
    found = task_in(floor.warehouse.pk, task_id)
    if found is None:
        raise Http404("No such task in this warehouse.")
    return found


def _card(floor: Floor, found: PickTask, *, feedback: str = "", message: str = "") -> HttpResponse:
    template = "pick_card.html" if floor.request.headers.get("HX-Request") else "task.html"
    is_mine = found.assignee_id in (None, floor.actor.user_id)
    return floor.show(
        template, section="pick", card=card_of(found), task=found, feedback=feedback, message=message, is_mine=is_mine
    )


def _next_task(floor: Floor, batch_id: int | None) -> HttpResponse:
    """To the next task of the walk, or to the bench when the walk is over."""
    try:
        following = claim_next_task(warehouse_id=floor.warehouse.pk, batch_id=batch_id, actor=floor.actor)
    except OmsError as error:
        messages.error(floor.request, error.message)
        return _leave(floor.go("pick"), floor)
    if following is None:
        messages.success(floor.request, "The walk is over. Bring the totes to the bench.")
        return _leave(floor.go("pack"), floor)
    if not floor.request.headers.get("HX-Request"):
        return floor.go("task", following.pk)
    response = _card(floor, _task(floor, following.pk), feedback="done")
    response["HX-Push-Url"] = floor.go("task", following.pk)["Location"]
    return response


def _leave(response: HttpResponse, floor: Floor) -> HttpResponse:
    """A redirect that a page under htmx follows as a whole."""
    if floor.request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": response["Location"]})
    return response
