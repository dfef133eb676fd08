"""Put away, move, replenish: find the goods, scan the bin they go to."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from catalog.selectors.codes import ScannedCode, read_code, sku_of
from core.errors import OmsError
from fulfillment.screens.asked import number_of, scan_id_of
from fulfillment.screens.page import Floor, on_the_floor
from fulfillment.screens.stock import SECTION
from fulfillment.selectors.claims import units_wanted_from
from fulfillment.services.carrying import ASIDE_RIGHT, CAUSES, RIGHT, carry_units
from inventory.models import BinStock, Location, LocationKind, PickFace
from inventory.selectors.placing import (
    bins_to_fill,
    goods_at,
    goods_in,
    place_by_code,
    proposals_for,
    stock_in,
)
from inventory.services.scans import ScanAnswer

SHOWN = 100
LISTS = {"put-away": "put_away", "move": "move", "replenish": "replenish"}


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def put_away(floor: Floor) -> HttpResponse:
    """What lies at the dock and in receiving; scanned goods lead to their card."""
    kinds = [LocationKind.DOCK, LocationKind.RECEIVING]
    kinds += [LocationKind.QUARANTINE] if floor.actor.may(ASIDE_RIGHT) else []
    return _choose(floor, goods_at(floor.warehouse.pk, *kinds), "put-away")


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def move(floor: Floor) -> HttpResponse:
    """Scan the bin to take from."""
    message = ""
    if floor.request.method == "POST":
        code = floor.request.POST.get("code", "")
        place = place_by_code(floor.warehouse.pk, code)
        if place is not None:
            return redirect("stock:bin", floor.warehouse.code, place.pk)
        message = f"No place here is called {code.strip()[:40] or 'that'}. Scan the bin's label."
    return floor.show("stock/move.html", section=SECTION, message=message, feedback="wrong" if message else "")


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def bin_contents(floor: Floor, location_id: int) -> HttpResponse:
    """What the books have in one bin; scanned goods lead to their card."""
    place = Location.objects.filter(pk=location_id, warehouse=floor.warehouse).first()
    if place is None:
        raise Http404("No such place in this warehouse.")
    return _choose(floor, goods_in(place), "move", place=place)


@require_safe
@on_the_floor
def replenish(floor: Floor) -> HttpResponse:
    """Pick bins below their minimum, each with the reserve bin to take from."""
    return floor.show("stock/replenish.html", section=SECTION, tasks=bins_to_fill(floor.warehouse.pk))


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def carry(floor: Floor, errand: str, stock_id: int) -> HttpResponse:
    """One kind of goods at one place; a POST is the scan of the bin they go to."""
    stock = stock_in(floor.warehouse.pk, stock_id)
    if stock is None or errand not in CAUSES:
        raise Http404("No such goods in this warehouse.")
    if floor.request.method != "POST":
        return _card(floor, stock, errand)
    asked = floor.request.POST
    try:
        answer = carry_units(
            stock_id=stock.pk, code=asked.get("code", ""), quantity=number_of(asked), scan_id=scan_id_of(asked),
            errand=errand, actor=floor.actor,
        )  # fmt: skip
    except OmsError as error:
        answer = ScanAnswer(False, error.message)
    if not answer.ok:
        return _card(floor, stock_in(floor.warehouse.pk, stock_id) or stock, errand, answer=answer)
    messages.success(floor.request, answer.message)
    following = reverse(f"stock:{LISTS[errand]}", args=[floor.warehouse.code])
    if floor.request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": following})
    return redirect(following)


def _choose(floor: Floor, goods: QuerySet[BinStock], errand: str, *, place: Location | None = None) -> HttpResponse:
    """A list of goods; one scan of an item of it, shown or not, opens its card, several lots are offered."""
    message, found = "", []
    if floor.request.method == "POST":
        label = read_code(floor.request.POST.get("code", ""))
        found = _named(goods, label)
        if len(found) == 1:
            return redirect("stock:carry", floor.warehouse.code, errand, found[0].pk)
        if not found:
            message = f"{label.item[:40] or 'That'} is not among these goods. Scan again, or count the place."
    shown = found or list(goods[: SHOWN + 1])
    return floor.show(
        "stock/goods.html", section=SECTION, goods=shown[:SHOWN], most=SHOWN if len(shown) > SHOWN else 0,
        errand=errand, place=place, message=message, feedback="wrong" if message else "",
    )  # fmt: skip


def _named(goods: QuerySet[BinStock], label: ScannedCode) -> list[BinStock]:
    sku = sku_of(label)
    if sku is None:
        return []
    named = goods.filter(sku=sku, **({"lot": label.lot} if label.lot else {}))
    return list(named[: SHOWN + 1])


def _card(floor: Floor, stock: BinStock, errand: str, *, answer: ScanAnswer | None = None) -> HttpResponse:
    template = "carry_card.html" if floor.request.headers.get("HX-Request") else "carry.html"
    free = max(0, stock.quantity - units_wanted_from(stock))
    proposals = proposals_for(stock)
    room = proposals[0].room if proposals else None
    return floor.show(
        f"stock/{template}", section=SECTION, stock=stock, errand=errand, proposals=proposals, free=free,
        wanted=stock.quantity - free, suggested=min(free, room) if room else free,
        back=reverse(f"stock:{LISTS[errand]}", args=[floor.warehouse.code]),
        message=answer.message if answer else "", feedback="wrong" if answer else "",
        is_face=PickFace.objects.filter(sku=stock.sku_id, location=stock.location_id).exists(),
        may_move=floor.actor.may(RIGHT),
    )  # fmt: skip
