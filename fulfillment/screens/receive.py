"""Receive: find the supply, scan what came, see what follows, book it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from catalog.selectors.codes import read_code, sku_of
from core.errors import OmsError
from fulfillment.screens.asked import day_of, number_of, scan_id_of
from fulfillment.screens.page import Floor, on_the_floor
from fulfillment.screens.stock import SECTION
from inventory.models import LocationKind, Supply, SupplyKind
from inventory.selectors.arrivals import (
    ArrivalSheet,
    arrival_sheet,
    supplies_by_word,
    supplies_expected,
    supply_in,
    what_follows,
)
from inventory.services.arrivals import RIGHT, Reading, cancel_arrival, scan_arrival, undo_last_arrival_scan
from inventory.services.booking import book_arrival
from inventory.services.scans import ScanAnswer

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def receive(floor: Floor) -> HttpResponse:
    """What is expected; a scanned supply number opens it, a scanned SKU what brings it."""
    supplies, message = list(supplies_expected(floor.warehouse.pk)[:SHOWN]), ""
    if floor.request.method == "POST":
        word = floor.request.POST.get("code", "").strip()
        sku = sku_of(read_code(word))
        found = supplies_by_word(floor.warehouse.pk, word, sku_id=sku.pk if sku else None)
        if len(found) == 1:
            return redirect("stock:arrival", floor.warehouse.code, found[0].pk)
        if found:
            supplies = found
        else:
            message = f"Nothing that is expected here is called {word[:40] or 'that'} or brings it. Ask the office."
    return floor.show(
        "stock/receive.html", section=SECTION, supplies=supplies, message=message, feedback="wrong" if message else "",
        may_receive=floor.actor.may(RIGHT),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def arrival(floor: Floor, supply_id: int) -> HttpResponse:
    """One delivery; a POST is a scan."""
    supply = _supply(floor, supply_id)
    if floor.request.method != "POST":
        return _card(floor, supply)
    asked = floor.request.POST
    reading = None
    try:
        reading = Reading(
            code=asked.get("code", ""), quantity=number_of(asked), lot=asked.get("lot", ""),
            expires_on=day_of(asked, "expires_on"), serial=asked.get("serial", ""),
            # The code that was noted as not ordered: another one, scanned over it, is asked for anew.
            is_noted=bool(asked.get("code")) and asked.get("note") == asked.get("code"),
        )  # fmt: skip
        answer = scan_arrival(supply_id=supply.pk, scan_id=scan_id_of(asked), reading=reading, actor=floor.actor)
    except OmsError as error:
        answer = ScanAnswer(False, error.message)
    return _card(floor, supply, answer=answer, reading=reading)


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def finish(floor: Floor, supply_id: int) -> HttpResponse:
    """What follows is shown; a POST with the figure that was seen books it."""
    supply = _supply(floor, supply_id)
    sheet = arrival_sheet(supply)
    if sheet.arrival is None:
        messages.error(floor.request, "Nothing is being checked here. It was booked, or nobody began.")
        return redirect("stock:arrival", floor.warehouse.code, supply.pk)
    if floor.request.method == "POST":
        asked = floor.request.POST
        try:
            book_arrival(
                arrival_id=sheet.arrival.pk, seen=asked.get("seen", ""), bin_code=asked.get("bin", ""),
                taken_in=[line.pk for line in sheet.not_ordered if asked.get(f"line_{line.pk}") == "take"],
                closes_supply=asked.get("rest") == "close", actor=floor.actor,
            )  # fmt: skip
        except OmsError as error:
            messages.error(floor.request, error.message)
            return redirect("stock:finish", floor.warehouse.code, supply.pk)
        messages.success(floor.request, f"{supply.number} is booked. {_next_step(asked.get('bin', ''))}")
        return redirect("stock:receive", floor.warehouse.code)
    return floor.show(
        "stock/finish.html", section=SECTION, sheet=sheet, supply=supply, may_close=_may_close(sheet),
        follows=what_follows(sheet, today=timezone.now().date()), bins=_bins(floor),
    )  # fmt: skip


@require_POST
@on_the_floor
def act(floor: Floor, supply_id: int, move: str) -> HttpResponse:
    """Take the last scan back, or begin anew."""
    supply = _supply(floor, supply_id)
    try:
        if move == "undo":
            scan = undo_last_arrival_scan(supply_id=supply.pk, actor=floor.actor)
            messages.success(floor.request, f"{scan.quantity} × {scan.code} taken back.")
        elif move == "anew":
            sheet = arrival_sheet(supply)
            if sheet.arrival is not None:
                cancel_arrival(arrival_id=sheet.arrival.pk, actor=floor.actor)
        else:
            raise Http404("No such move.")
    except OmsError as error:
        messages.error(floor.request, error.message)
    return redirect("stock:arrival", floor.warehouse.code, supply.pk)


def _supply(floor: Floor, supply_id: int) -> Supply:
    supply = supply_in(floor.warehouse.pk, supply_id)
    if supply is None:
        raise Http404("No such supply for this warehouse.")
    return supply


def _card(
    floor: Floor, supply: Supply, *, answer: ScanAnswer | None = None, reading: Reading | None = None
) -> HttpResponse:
    template = "arrival_card.html" if floor.request.headers.get("HX-Request") else "arrival.html"
    kept = reading if answer is not None and answer.needs else None
    return floor.show(
        f"stock/{template}", section=SECTION, sheet=arrival_sheet(supply), supply=supply, kept=kept,
        needs=answer.needs if answer else "", message=answer.message if answer else "",
        feedback="" if answer is None else "right" if answer.ok else "wrong",
        is_expected=not supply.blockers("close"), may_receive=floor.actor.may(RIGHT),
    )  # fmt: skip


def _may_close(sheet: ArrivalSheet) -> bool:
    """Whether a rest can be called off here: what a transfer misses is on the road, or lost, which the office tells."""
    return sheet.supply.kind == SupplyKind.PURCHASE and any(row.under for row in sheet.rows)


def _bins(floor: Floor) -> bool:
    return floor.warehouse.locations.filter(kind=LocationKind.SHELF).exists()


def _next_step(bin_code: str) -> str:
    return f"It lies at {bin_code.strip().upper()[:32]}." if bin_code.strip() else "Now put it away."
