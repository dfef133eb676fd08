"""The returns dock: find what a box belongs to by whatever can be scanned on it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import OmsError
from fulfillment.screens.asked import key_of
from fulfillment.screens.page import Floor, on_the_floor
from returns.selectors.receipts import (
    TAKES_BOXES,
    Found,
    found_by_word,
    open_receipts,
    returns_expected,
    returns_to_inspect,
)
from returns.services.checking_in import RIGHT, open_receipt

SECTION = "stock"
SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def dock(floor: Floor) -> HttpResponse:
    """What is begun, what waits to be looked at, what is expected; a scanned word finds its return or order."""
    house, found, message = floor.warehouse.pk, None, ""
    if floor.request.method == "POST":
        word = floor.request.POST.get("code", "").strip()
        found = found_by_word(word, warehouse_id=house, now=timezone.now())
        only = _only_one(found)
        if only is not None:
            return _open(floor, order_id=only[0], return_id=only[1])
        if not found.returns and not found.orders:
            message = (
                f"No return, order or parcel is called {word[:40] or 'that'}, and no return expected here brings it."
                " Scan another number of the box: the label outside, the slip inside, then the goods. If nothing is"
                " found, set the box aside and tell the office."
            )
    return floor.show(
        "returns/dock.html", section=SECTION, found=found, message=message, feedback="wrong" if message else "",
        begun=open_receipts(house)[:SHOWN], to_inspect=returns_to_inspect(house)[:SHOWN], takes_boxes=TAKES_BOXES,
        expected=returns_expected(house)[:SHOWN], may_receive=floor.actor.may(RIGHT),
    )  # fmt: skip


@require_POST
@on_the_floor
def begin(floor: Floor) -> HttpResponse:
    """Open a box: of a return, or of an order nobody announced one for."""
    asked = floor.request.POST
    try:
        return_id = key_of(asked, "return") if asked.get("return") else None
        return _open(floor, order_id=key_of(asked, "order"), return_id=return_id)
    except OmsError as error:
        messages.error(floor.request, error.message)
    return redirect("returns:dock", floor.warehouse.code)


def _only_one(found: Found) -> tuple[int, int] | None:
    """(order, return) when the word can mean nothing else."""
    if len(found.returns) == 1 and not found.orders and found.returns[0].state in TAKES_BOXES:
        return found.returns[0].order_id, found.returns[0].pk
    return None


def _open(floor: Floor, *, order_id: int, return_id: int | None) -> HttpResponse:
    try:
        receipt = open_receipt(
            order_id=order_id, return_id=return_id, warehouse_id=floor.warehouse.pk, actor=floor.actor
        )
    except OmsError as error:
        messages.error(floor.request, error.message)
        return redirect("returns:dock", floor.warehouse.code)
    return redirect("returns:box", floor.warehouse.code, receipt.pk)
