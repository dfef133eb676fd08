"""Trucks booked from the hand-over page, and called off before they come."""

from datetime import date, time

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from core.errors import InvalidInput, OmsError
from fulfillment.screens.page import Floor, on_the_floor
from shipping.models import CarrierAccount, PickupBooking
from shipping.screens.handover import go
from shipping.services.booking import request_pickup, request_pickup_cancel
from shipping.statuses import BookingState


@require_POST
@on_the_floor
def book(floor: Floor) -> HttpResponse:
    """Ask a carrier for a truck; what cannot be is said in words."""
    asked = floor.request.POST
    key = asked.get("account", "")
    account = CarrierAccount.objects.filter(pk=int(key), is_active=True).first() if key.isdecimal() else None
    if account is None:
        messages.error(floor.request, "Choose a carrier.")
        return go(floor)
    try:
        day, ready_at, close_at = window_of(asked.get("day", ""), asked.get("ready_at", ""), asked.get("close_at", ""))
        request_pickup(
            warehouse_id=floor.warehouse.pk, account_id=account.pk, day=day, ready_at=ready_at, close_at=close_at,
            actor=floor.actor,
        )  # fmt: skip
    except OmsError as error:
        messages.error(floor.request, error.message)
    else:
        messages.success(floor.request, f"{account.name} is asked to come on {day:%b} {day.day}.")
    return go(floor)


def window_of(day: str, ready_at: str, close_at: str) -> tuple[date, time, time]:
    """Raises InvalidInput for what is no day or no time."""
    try:
        return date.fromisoformat(day), time.fromisoformat(ready_at), time.fromisoformat(close_at)
    except ValueError as error:
        raise InvalidInput("Give the day, and from when until when.", field="day") from error


@require_POST
@on_the_floor
def cancel(floor: Floor, booking_id: int) -> HttpResponse:
    booking = PickupBooking.objects.filter(pk=booking_id, warehouse=floor.warehouse).first()
    if booking is None:
        raise Http404("No such pickup in this warehouse.")
    try:
        booking = request_pickup_cancel(pickupbooking_id=booking.pk, actor=floor.actor)
    except OmsError as error:
        messages.error(floor.request, error.message)
    else:
        is_over = booking.state == BookingState.CANCELED
        messages.success(floor.request, "No truck comes." if is_over else "The carrier is told not to come.")
    return go(floor)
