"""One box: scan what is in it, see what is missing, too much or foreign, book it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import OmsError
from fulfillment.screens.asked import number_of, scan_id_of
from fulfillment.screens.page import Floor, on_the_floor
from returns.models import ReceiptScan, ReturnReceipt
from returns.screens.dock import SECTION
from returns.selectors.receipts import Sheet, booked_return, open_receipts, receipt_sheet
from returns.services.checking_in import RIGHT, Rest, book_receipt, give_receipt_up, scan_into_receipt, undo_last_scan


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def box(floor: Floor, receipt_id: int) -> HttpResponse:
    """The box being checked in; a POST is a scan."""
    receipt = _receipt(floor, receipt_id)
    if floor.request.method != "POST":
        return _card(floor, receipt)
    asked = floor.request.POST
    try:
        scan = scan_into_receipt(
            receipt_id=receipt.pk, scan_id=scan_id_of(asked), code=asked.get("code", ""), quantity=number_of(asked),
            actor=floor.actor,
        )  # fmt: skip
    except OmsError as error:
        return _card(floor, receipt, message=error.message, feedback="wrong")
    feedback, message = _told(scan, receipt_sheet(receipt))
    return _card(floor, receipt, message=message, feedback=feedback)


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def finish(floor: Floor, receipt_id: int) -> HttpResponse:
    """What follows is shown; a POST with the figure that was seen books it."""
    booked = booked_return(receipt_id, warehouse_id=floor.warehouse.pk)
    if booked is not None:
        # Pressed twice, or gone back to: it is booked, and its goods wait to be looked at.
        return redirect("returns:inspect", floor.warehouse.code, booked)
    receipt = _receipt(floor, receipt_id)
    sheet = receipt_sheet(receipt)
    if floor.request.method == "POST":
        asked = floor.request.POST
        rest = asked.get("rest", "") if sheet.missing else Rest.MISSING
        if rest not in Rest.values:
            messages.error(floor.request, "Say what becomes of the missing units first.")
            return redirect("returns:finish", floor.warehouse.code, receipt.pk)
        try:
            ret = book_receipt(receipt_id=receipt.pk, seen=asked.get("seen", ""), rest=Rest(rest), actor=floor.actor)
        except OmsError as error:
            messages.error(floor.request, error.message)
            return redirect("returns:box", floor.warehouse.code, receipt.pk)
        messages.success(floor.request, f"The box is booked with return {ret.number}. Now look at the goods.")
        return redirect("returns:inspect", floor.warehouse.code, ret.pk)
    return floor.show("returns/finish.html", section=SECTION, receipt=receipt, sheet=sheet, rests=Rest.choices)


@require_POST
@on_the_floor
def act(floor: Floor, receipt_id: int, move: str) -> HttpResponse:
    """Take the last scan back, or give the box up."""
    receipt = _receipt(floor, receipt_id)
    try:
        if move == "undo":
            scan = undo_last_scan(receipt_id=receipt.pk, actor=floor.actor)
            messages.success(floor.request, f"{scan.quantity} × {scan.sku.code} taken back.")
        elif move == "anew":
            give_receipt_up(receipt_id=receipt.pk, actor=floor.actor)
            messages.success(floor.request, "Nothing of the box is booked.")
            return redirect("returns:dock", floor.warehouse.code)
        else:
            raise Http404("No such move.")
    except OmsError as error:
        messages.error(floor.request, error.message)
    return redirect("returns:box", floor.warehouse.code, receipt.pk)


def _told(scan: ReceiptScan, sheet: Sheet) -> tuple[str, str]:
    """How a scan that counts is told: goods nobody announced are not what was awaited, and foreign ones even less."""
    row = next((row for row in sheet.rows if row.sku.pk == scan.sku_id), None)
    if row is None or scan.taken_back_at is not None:
        return "right", f"{scan.quantity} × {scan.sku.code}"
    stray = min(scan.quantity, row.stray)
    # Of a box that nobody announced all goods are unannounced: its page says so once.
    extra = min(scan.quantity - stray, row.extra) if sheet.receipt.rma_id else 0
    told = []
    if stray:
        told.append(f"Not of this order: {stray} × {scan.sku.code}. Set it aside; the office decides.")
    if extra:
        told.append(f"Not announced: {extra} × {scan.sku.code}. It is of this order and is booked with the box.")
    return ("beware", " ".join(told)) if told else ("right", f"{scan.quantity} × {scan.sku.code}")


def _receipt(floor: Floor, receipt_id: int) -> ReturnReceipt:
    receipt = open_receipts(floor.warehouse.pk).filter(pk=receipt_id).first()
    if receipt is None:
        raise Http404("This box is booked or given up, or it is in another warehouse.")
    return receipt


def _card(floor: Floor, receipt: ReturnReceipt, *, message: str = "", feedback: str = "") -> HttpResponse:
    template = "box_card.html" if floor.request.headers.get("HX-Request") else "box.html"
    is_elsewhere = receipt.rma is not None and receipt.rma.warehouse_id != floor.warehouse.pk
    return floor.show(
        f"returns/{template}", section=SECTION, receipt=receipt, sheet=receipt_sheet(receipt), message=message,
        feedback=feedback, is_elsewhere=is_elsewhere, may_receive=floor.actor.may(RIGHT),
    )  # fmt: skip
