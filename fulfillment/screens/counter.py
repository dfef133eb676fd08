"""The counter: find what a customer came for by their QR code or number, check the code, hand it out."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import OmsError
from fulfillment.models import ParcelItem, Pickup
from fulfillment.screens.page import Floor, on_the_floor
from fulfillment.selectors.counter import pickup_by_word, pickup_in, pickups_waiting, scanned_code
from fulfillment.services.awaiting import keep_longer, renew_code
from fulfillment.services.collecting import HAND_OUT, WITHOUT_CODE, Handover, collect, collect_on_signature
from fulfillment.services.uncollected import put_back_uncollected
from fulfillment.statuses import ParcelState, WorkState

SECTION, SHOWN = "counter", 100
MOVES = {
    "renew": (renew_code, "{} has a new code. The customer is told."),
    "keep": (keep_longer, "{} is kept longer."),
    "put-back": (put_back_uncollected, "{} is canceled. Put its goods on their shelves."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def counter(floor: Floor) -> HttpResponse:
    """Everything that waits; a scan opens what it names, with the code filled in."""
    message = ""
    if floor.request.method == "POST":
        word = floor.request.POST.get("code", "")
        found = pickup_by_word(floor.warehouse.pk, word)
        if found is not None:
            return _show(floor, found.fulfillment_order_id, code=scanned_code(word))
        message = f"Nothing waits here for {word.strip()[:40] or 'that'}. Ask for the order number."
    pickups = list(pickups_waiting(floor.warehouse.pk)[:SHOWN])
    return floor.show(
        "counter.html", section=SECTION, pickups=pickups, now=timezone.now(), feedback="wrong" if message else "",
        message=message,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def hand_out(floor: Floor, work_id: int) -> HttpResponse:
    """One pickup; a POST hands it out by code, or against a signature."""
    _pickup(floor, work_id)
    if floor.request.method != "POST":
        return _show(floor, work_id)
    who = floor.request.POST.get("collected_by", "")
    try:
        outcome = _try(floor, work_id, who)
    except OmsError as error:
        outcome = Handover(False, error.message)
    if not outcome.ok:
        return _show(floor, work_id, message=outcome.message, collected_by=who)
    messages.success(floor.request, outcome.message)
    return floor.go("counter")


def _try(floor: Floor, work_id: int, who: str) -> Handover:
    asked = floor.request.POST
    if "identity" in asked:
        return collect_on_signature(
            fulfillmentorder_id=work_id, collected_by=who, identity=asked["identity"], actor=floor.actor
        )
    return collect(fulfillmentorder_id=work_id, code=asked.get("code", ""), collected_by=who, actor=floor.actor)


@require_POST
@on_the_floor
def act(floor: Floor, work_id: int, move: str) -> HttpResponse:
    """A new code, more days, or back on the shelf."""
    pickup = _pickup(floor, work_id)
    if move not in MOVES:
        raise Http404("No such move.")
    service, said = MOVES[move]
    try:
        service(fulfillmentorder_id=work_id, actor=floor.actor)
    except OmsError as error:
        messages.error(floor.request, error.message)
    else:
        messages.success(floor.request, said.format(pickup.fulfillment_order.number))
    return floor.go("counter")


def _pickup(floor: Floor, work_id: int) -> Pickup:
    pickup = pickup_in(floor.warehouse.pk, work_id)
    if pickup is None:
        raise Http404("No such pickup in this warehouse.")
    return pickup


def _show(floor: Floor, work_id: int, *, message: str = "", code: str = "", collected_by: str = "") -> HttpResponse:
    pickup = _pickup(floor, work_id)
    work = pickup.fulfillment_order
    items = ParcelItem.objects.filter(parcel__fulfillment_order=work).exclude(parcel__state=ParcelState.CANCELED)
    return floor.show(
        "hand_out.html", section=SECTION, pickup=pickup, work=work, code=code, collected_by=collected_by,
        message=message, feedback="wrong" if message else "", is_waiting=work.state == WorkState.READY_FOR_PICKUP,
        is_overdue=pickup.keep_until <= timezone.now(), may_hand_out=floor.actor.may(HAND_OUT),
        may_without_code=floor.actor.may(WITHOUT_CODE),
        parcels=work.parcels.exclude(state=ParcelState.CANCELED).order_by("pk"),
        items=items.select_related("order_line__sku").order_by("parcel_id", "pk"),
    )  # fmt: skip
