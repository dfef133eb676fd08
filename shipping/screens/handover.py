"""The hand-over page: scan parcels onto the truck's list, close it when the truck leaves."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import OmsError
from fulfillment.screens.page import Floor, on_the_floor
from shipping.models import Manifest
from shipping.selectors import handover as selectors
from shipping.selectors.accounts import accounts_at
from shipping.selectors.pickups import bookings_ahead, today_at
from shipping.services import manifests
from shipping.statuses import ManifestState

SECTION = "handover"


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def hand_over(floor: Floor) -> HttpResponse:
    """The open trucks of a warehouse; a POST opens one for a carrier."""
    if floor.request.method == "POST":
        open_truck(floor, floor.request.POST.get("account", ""))
        return go(floor)
    return show(floor)


def open_truck(floor: Floor, account: str) -> None:
    found = accounts_at(floor.warehouse).filter(pk=int(account)).first() if account.isdecimal() else None
    if found is None:
        messages.error(floor.request, "Choose a carrier.")
        return
    try:
        manifests.open_manifest(warehouse_id=floor.warehouse.pk, account_id=found.pk, actor=floor.actor)
    except OmsError as error:
        messages.error(floor.request, error.message)


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def scan(floor: Floor, manifest_id: int) -> HttpResponse:
    """One scan; what was wrong with it is said in words, and nothing is changed."""
    manifest = truck_of(floor, manifest_id)
    if manifest.state != ManifestState.OPEN:
        messages.error(floor.request, f"Manifest {manifest.number} is closed. Begin a new one.")
        return go(floor)
    if floor.request.method != "POST":
        return show(floor, manifest)
    code = floor.request.POST.get("code", "")
    is_repeat = selectors.is_listed(manifest.pk, code)
    try:
        entry = manifests.scan_parcel(manifest_id=manifest.pk, code=code, actor=floor.actor)
    except OmsError as error:
        return show(floor, manifest, feedback="wrong", message=error.message)
    words = f"Parcel {entry.parcel.number} is on the list"
    if is_repeat:
        return show(floor, manifest, feedback="beware", message=f"{words} already. Scan the next one.")
    return show(floor, manifest, feedback="right", message=f"{words}.")


@require_POST
@on_the_floor
def take_off(floor: Floor, manifest_id: int, parcel_id: int) -> HttpResponse:
    manifest = truck_of(floor, manifest_id)
    try:
        manifests.take_off(manifest_id=manifest.pk, parcel_id=parcel_id, actor=floor.actor)
    except OmsError as error:
        messages.error(floor.request, error.message)
    return go(floor)


@require_POST
@on_the_floor
def close(floor: Floor, manifest_id: int) -> HttpResponse:
    manifest = truck_of(floor, manifest_id)
    try:
        manifests.close_manifest(manifest_id=manifest.pk, actor=floor.actor)
    except OmsError as error:
        messages.error(floor.request, error.message)
    else:
        messages.success(floor.request, f"Manifest {manifest.number} is closed. Its parcels are on their way.")
    return go(floor)


def truck_of(floor: Floor, manifest_id: int) -> Manifest:
    """Raises Http404 for a manifest of another warehouse."""
    manifests_here = Manifest.objects.filter(pk=manifest_id, warehouse=floor.warehouse)
    manifest = manifests_here.select_related("account").first()
    if manifest is None:
        raise Http404("No such manifest in this warehouse.")
    return manifest


def go(floor: Floor) -> HttpResponse:
    return redirect("shipping:handover", floor.warehouse.code)


def show(floor: Floor, manifest: Manifest | None = None, *, feedback: str = "", message: str = "") -> HttpResponse:
    """One truck at a time: the named one, else the first; its card alone for a scanner."""
    said: dict[str, Any] = {"feedback": feedback, "message": message}
    if manifest is not None and floor.request.headers.get("HX-Request"):
        return floor.show("handover_card.html", section=SECTION, truck=selectors.hand_over(manifest), **said)
    trucks = list(selectors.open_manifests(floor.warehouse.pk))
    now = timezone.now()
    chosen = manifest or (trucks[0] if trucks else None)
    return floor.show(
        "handover.html",
        section=SECTION,
        truck=selectors.hand_over(chosen) if chosen else None,
        others=[truck for truck in trucks if truck != chosen],
        accounts=accounts_at(floor.warehouse).exclude(pk__in=[truck.account_id for truck in trucks]),
        recent=selectors.closed_lately(floor.warehouse.pk),
        pickups=list(bookings_ahead(floor.warehouse, now=now)),
        carriers=accounts_at(floor.warehouse),
        today=today_at(floor.warehouse, now),
        may_book=floor.request.user.has_perm("shipping.book_pickup"),
        **said,
    )
