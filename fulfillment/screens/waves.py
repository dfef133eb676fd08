"""Waves, their batches, and what the floor can still do: a lead's screens."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import OmsError
from fulfillment.models import Wave
from fulfillment.screens.page import Floor, on_the_floor
from fulfillment.screens.wishes import choices_of, kind_of, wish_of
from fulfillment.selectors.capacity import capacity_of
from fulfillment.selectors.waves import preview_of, waves_of
from fulfillment.services.waves import cancel_wave, plan_wave, release_wave

SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def waves(floor: Floor) -> HttpResponse:
    """The waves of the warehouse; a POST plans one and shows it."""
    _leads_only(floor)
    asked = floor.request.POST if floor.request.method == "POST" else floor.request.GET
    if floor.request.method == "POST":
        wanted = wish_of(asked, floor.warehouse, timezone.now())
        try:
            wave = plan_wave(
                warehouse_id=floor.warehouse.pk, wanted=wanted, kind=kind_of(asked), actor=floor.actor
            )  # fmt: skip
        except OmsError as error:
            messages.error(floor.request, error.message)
            return floor.go("waves")
        return floor.go("wave", wave.pk)
    return floor.show(
        "waves.html", section="release", waves=waves_of(floor.warehouse.pk)[:SHOWN],
        choices=choices_of(floor.warehouse, asked),
    )  # fmt: skip


@require_safe
@on_the_floor
def wave(floor: Floor, wave_id: int) -> HttpResponse:
    """What the wave would do, or how far it is."""
    _leads_only(floor)
    return floor.show("wave.html", section="release", preview=preview_of(_wave(floor, wave_id)))


@require_POST
@on_the_floor
def act(floor: Floor, wave_id: int, move: str) -> HttpResponse:
    """Release all of it, or call it off."""
    _leads_only(floor)
    found = _wave(floor, wave_id)
    moves = {
        "release": (release_wave, "goes to the floor, batch by batch."),
        "cancel": (cancel_wave, "is canceled; its orders wait in the pool."),
    }
    if move not in moves:
        raise Http404("No such move.")
    service, words = moves[move]
    try:
        service(wave_id=found.pk, actor=floor.actor)
    except OmsError as error:
        messages.error(floor.request, error.message)
    else:
        messages.success(floor.request, f"Wave {found.number} {words}")
    return floor.go("wave", found.pk)


@require_safe
@on_the_floor
def capacity(floor: Floor) -> HttpResponse:
    """Who picks what and how fast, and what makes the cutoffs of today."""
    _leads_only(floor)
    figures = capacity_of(floor.warehouse, now=timezone.now())
    return floor.show("capacity.html", section="today", capacity=figures)


def _leads_only(floor: Floor) -> None:
    if not floor.actor.may("fulfillment.lead_floor"):
        raise PermissionDenied("Only a lead plans waves and sees the floor's capacity.")


def _wave(floor: Floor, wave_id: int) -> Wave:
    found = Wave.objects.filter(pk=wave_id, warehouse=floor.warehouse).first()
    if found is None:
        raise Http404("No such wave in this warehouse.")
    return found
