"""Count: which bins are due, one bin blind, and a look at those a pick emptied."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from catalog.models import SKU
from catalog.selectors.codes import read_code, sku_of
from core.actors import ensure_may
from core.errors import InvalidInput, OmsError
from fulfillment.screens.asked import number_of, scan_id_of
from fulfillment.screens.page import Floor, on_the_floor
from fulfillment.screens.stock import SECTION
from fulfillment.services.bin_counting import RIGHT, enter_bin_count, keep_wrong_count_scan
from inventory.models import CountState, CycleCount, Location
from inventory.selectors.counts_due import bins_due, bins_emptied
from inventory.selectors.placing import place_by_code
from inventory.services.counting import Goods, approve_count, begin_count, recount
from inventory.services.scans import ScanAnswer
from inventory.services.zero_checks import confirm_empty

DECISIONS = {"approve": approve_count, "recount": recount}


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def count(floor: Floor) -> HttpResponse:
    """What is due; a scanned bin is counted, due or not."""
    message = ""
    if floor.request.method == "POST":
        code = floor.request.POST.get("code", "")
        place = place_by_code(floor.warehouse.pk, code)
        if place is not None:
            return _begin(floor, place)
        message = f"No place here is called {code.strip()[:40] or 'that'}. Scan the bin's label."
    now = timezone.now()
    return floor.show(
        "stock/count.html", section=SECTION, due=bins_due(floor.warehouse.pk, now=now),
        emptied=bins_emptied(floor.warehouse.pk, now=now), message=message, feedback="wrong" if message else "",
        may_count=floor.actor.may(RIGHT), to_decide=_to_decide(floor),
        may_decide=floor.actor.may("inventory.approve_count"),
    )  # fmt: skip


@require_POST
@on_the_floor
def look(floor: Floor, location_id: int, answer: str) -> HttpResponse:
    """A bin that should be empty: yes, or begin to count it."""
    place = _place(floor, location_id)
    if answer == "full":
        return _begin(floor, place)
    if answer != "empty":
        raise Http404("No such answer.")
    try:
        confirm_empty(location_id=place.pk, actor=floor.actor)
    except OmsError as error:
        messages.error(floor.request, error.message)
    else:
        messages.success(floor.request, f"{place.code} is empty, as it should be.")
    return redirect("stock:count", floor.warehouse.code)


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def count_bin(floor: Floor, count_id: int) -> HttpResponse:
    """One bin, blind: goods are scanned onto a list, units typed beside them, then all is entered."""
    found = _count(floor, count_id)
    asked = floor.request.POST
    answer = None
    try:
        goods = _goods(asked)
    except InvalidInput as error:
        return _sheet(floor, found, _typed(asked), ScanAnswer(False, error.message), wrong=error.context["field"])
    if floor.request.method == "POST" and asked.get("code", "").strip():
        answer = _scan(floor, goods)
    elif floor.request.method == "POST":
        try:
            answer = enter_bin_count(cyclecount_id=found.pk, found=goods, scan_id=scan_id_of(asked), actor=floor.actor)
        except OmsError as error:
            messages.error(floor.request, error.message)
        else:
            messages.success(floor.request, answer.message)
        return redirect("stock:count", floor.warehouse.code)
    return _sheet(floor, found, goods, answer)


@require_POST
@on_the_floor
def decide(floor: Floor, count_id: int, decision: str) -> HttpResponse:
    """A lead lets the books follow a count that differs much, or has it counted anew."""
    found = _count(floor, count_id)
    if decision not in DECISIONS:
        raise Http404("No such decision.")
    try:
        DECISIONS[decision](cyclecount_id=found.pk, actor=floor.actor)
    except OmsError as error:
        messages.error(floor.request, error.message)
    else:
        messages.success(floor.request, f"{found.location.code}: done.")
    return redirect("stock:count", floor.warehouse.code)


def _begin(floor: Floor, place: Location) -> HttpResponse:
    try:
        found = begin_count(location_id=place.pk, actor=floor.actor)
    except OmsError as error:
        messages.error(floor.request, error.message)
        return redirect("stock:count", floor.warehouse.code)
    return redirect("stock:count_bin", floor.warehouse.code, found.pk)


def _goods(asked: QueryDict) -> dict[Goods, int]:
    """The units of the list; nothing of it is on the books yet. Raises InvalidInput where no number stands."""
    return {goods: number_of(asked, _field(goods), default=None) for goods in _typed(asked)}


def _typed(asked: QueryDict) -> dict[Goods, str]:
    """The list as the page carries it, as it was typed."""
    typed: dict[Goods, str] = {}
    for name in asked:
        sku_id, _, lot = name.removeprefix("units_").partition("_")
        if name.startswith("units_") and sku_id.isdecimal() and sku_id.isascii() and len(lot) <= 40:
            typed[int(sku_id), lot] = asked.get(name, "")
    return typed


def _field(goods: Goods) -> str:
    return "units_{}_{}".format(*goods)


def _scan(floor: Floor, goods: dict[Goods, int]) -> ScanAnswer:
    """One unit more of what was scanned; a wrong scan is kept and adds nothing."""
    asked = floor.request.POST
    code = asked.get("code", "")
    label = read_code(code)
    sku = sku_of(label)
    if sku is None:
        why = f"Nothing is called {label.item[:40]}. Scan the goods again, or ask a lead."
    elif sku.lot_tracked and not label.lot and not asked.get("lot", "").strip():
        why = f"{sku.code} is kept by lot. Scan the lot's label, or type the lot beside it."
    else:
        lot = (label.lot or asked.get("lot", "").strip())[:40]
        goods[sku.pk, lot] = goods.get((sku.pk, lot), 0) + 1
        return ScanAnswer(True, f"{sku.code}: {goods[sku.pk, lot]}.")
    try:
        ensure_may(floor.actor, RIGHT)
        return keep_wrong_count_scan(
            warehouse_id=floor.warehouse.pk, scan_id=scan_id_of(asked), code=code, why=why, actor=floor.actor
        )
    except OmsError as error:
        return ScanAnswer(False, error.message)


def _sheet(
    floor: Floor, found: CycleCount, goods: Mapping[Goods, int | str], answer: ScanAnswer | None, *, wrong: str = ""
) -> HttpResponse:
    """The page with the list; ``wrong`` names the field whose number cannot be read."""
    skus = SKU.objects.in_bulk(sku_id for sku_id, _ in goods)
    rows = [(_field(one), skus[one[0]], one[1], units) for one, units in goods.items() if one[0] in skus]
    template = "count_card.html" if floor.request.headers.get("HX-Request") else "count_bin.html"
    return floor.show(
        f"stock/{template}", section=SECTION, count=found, rows=rows, message=answer.message if answer else "",
        feedback="" if answer is None else "right" if answer.ok else "wrong", wrong=wrong,
        is_mine=found.begun_by == floor.actor.label,
    )  # fmt: skip


def _place(floor: Floor, location_id: int) -> Location:
    place = Location.objects.filter(pk=location_id, warehouse=floor.warehouse).first()
    if place is None:
        raise Http404("No such place in this warehouse.")
    return place


def _count(floor: Floor, count_id: int) -> CycleCount:
    counts = CycleCount.objects.select_related("location")
    found = counts.filter(pk=count_id, location__warehouse=floor.warehouse).first()
    if found is None:
        raise Http404("No such count in this warehouse.")
    return found


def _to_decide(floor: Floor) -> list[CycleCount]:
    """Counts that two people made and that still differ much."""
    counts = CycleCount.objects.filter(location__warehouse=floor.warehouse, state=CountState.TO_APPROVE)
    return list(
        counts.exclude(second_by="").select_related("location").prefetch_related("lines__sku").order_by("pk")[:20]
    )
