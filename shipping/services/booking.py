"""Trucks asked for: one open for each warehouse, carrier and day; what nobody answered for waits for a person."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import InvalidInput
from core.events import publish
from core.fsm import perform
from core.service import service
from inventory.models import Warehouse
from shipping.errors import BookingRefused
from shipping.events import PickupCancelRequested, PickupRequested
from shipping.models import PickupBooking
from shipping.statuses import LIVE_BOOKINGS, BookingState

RIGHT = "shipping.book_pickup"
SETTLE_RIGHT = "shipping.settle_pickup"
# No carrier takes a pickup further ahead.
LONGEST_AHEAD = timedelta(days=14)


@service
def request_pickup(
    *, warehouse_id: int, account_id: int, day: date, ready_at: time, close_at: time, actor: Actor,
    now: datetime | None = None,
) -> PickupBooking:  # fmt: skip
    """A truck of the carrier asked for on a day, within a window of the warehouse's own time; asked twice it is one.

    Raises NotPermitted, InvalidInput for a day or window that cannot be, BookingRefused when another window of that
    day is booked.
    """
    ensure_may(actor, RIGHT)
    warehouse = Warehouse.objects.get(pk=warehouse_id)
    ensure_possible(warehouse, day, ready_at, close_at, now=now or timezone.now())
    booking, is_new = PickupBooking.objects.get_or_create(
        warehouse=warehouse, account_id=account_id, day=day, state__in=LIVE_BOOKINGS,
        defaults={
            "ready_at": ready_at, "close_at": close_at, "request_key": uuid4(), "requested_by": actor.label,
            "state": BookingState.REQUESTED,
        },
    )  # fmt: skip
    if is_new:
        publish(PickupRequested(booking_id=booking.pk), actor=actor)
    elif (booking.ready_at, booking.close_at) != (ready_at, close_at):
        raise BookingRefused(
            f"{booking.account.name} comes on {day:%Y-%m-%d} between {booking.ready_at:%H:%M} and "
            f"{booking.close_at:%H:%M}. Cancel that pickup first."
        )
    return booking


def ensure_possible(warehouse: Warehouse, day: date, ready_at: time, close_at: time, *, now: datetime) -> None:
    """Raises InvalidInput."""
    zone = ZoneInfo(warehouse.time_zone)
    if ready_at >= close_at:
        raise InvalidInput("The window must end after it begins.", field="close_at")
    if datetime.combine(day, close_at, zone) <= now:
        raise InvalidInput("That window is over. Choose a later one.", field="day")
    if day > now.astimezone(zone).date() + LONGEST_AHEAD:
        raise InvalidInput(f"A pickup is booked at most {LONGEST_AHEAD.days} days ahead.", field="day")


def lock_booking(booking_id: int) -> PickupBooking:
    bookings = PickupBooking.objects.select_for_update(of=("self",), no_key=True)
    return bookings.select_related("account", "warehouse").get(pk=booking_id)


@service
def record_pickup_sent(*, booking_id: int) -> bool:
    """A wish is about to leave, for the first time; False when one left before or none is asked for."""
    wanted = PickupBooking.objects.filter(pk=booking_id, state=BookingState.REQUESTED, sent_at=None)
    return wanted.update(sent_at=timezone.now()) == 1


@service
def record_pickup_not_sent(*, booking_id: int) -> None:
    """It did not reach the carrier: to send it again is safe."""
    PickupBooking.objects.filter(pk=booking_id, state=BookingState.REQUESTED).update(sent_at=None)


@service
def record_booked(*, booking_id: int, confirmation: str, actor: Actor = SYSTEM) -> PickupBooking:
    """The truck comes. Repetition is harmless."""
    booking = lock_booking(booking_id)
    if booking.state in {BookingState.REQUESTED, BookingState.UNKNOWN}:
        perform(booking, "book", actor=actor, now=timezone.now(), confirmation=confirmation)
        booking.save()
    return booking


@service
def record_booking_failed(*, booking_id: int, words: str, actor: Actor = SYSTEM) -> PickupBooking:
    """The carrier said no; its words are kept for who books another."""
    booking = lock_booking(booking_id)
    if booking.state in {BookingState.REQUESTED, BookingState.UNKNOWN}:
        perform(booking, "fail", actor=actor, words=words)
        booking.save()
    return booking


@service
def record_booking_unknown(*, booking_id: int, words: str) -> PickupBooking:
    """Nobody knows whether the truck comes; it is not asked for again before a person looked."""
    booking = lock_booking(booking_id)
    if booking.state == BookingState.REQUESTED:
        perform(booking, "lose_sight", actor=SYSTEM, words=words)
        booking.save()
    return booking


@service
def settle_pickup_as_booked(*, pickupbooking_id: int, confirmation: str, actor: Actor) -> PickupBooking:
    """A person found it in the carrier's portal. Raises NotPermitted, InvalidInput, BookingRefused."""
    ensure_may(actor, SETTLE_RIGHT)
    ensure_unknown(lock_booking(pickupbooking_id))
    if not confirmation.strip():
        raise InvalidInput("Type the number as the carrier's portal shows it.", field="confirmation")
    return record_booked(booking_id=pickupbooking_id, confirmation=confirmation.strip(), actor=actor)


@service
def settle_pickup_as_not_booked(*, pickupbooking_id: int, reason: str, actor: Actor) -> PickupBooking:
    """A person looked and found none: another may be booked. Raises NotPermitted, BookingRefused."""
    ensure_may(actor, SETTLE_RIGHT)
    ensure_unknown(lock_booking(pickupbooking_id))
    return record_booking_failed(booking_id=pickupbooking_id, words=f"Not booked: {reason}", actor=actor)


def ensure_unknown(booking: PickupBooking) -> None:
    if booking.state != BookingState.UNKNOWN:
        raise BookingRefused(f"The pickup is {booking.get_state_display().lower()}: there is nothing to settle.")


@service
def request_pickup_cancel(*, pickupbooking_id: int, actor: Actor) -> PickupBooking:
    """The truck shall not come. What the carrier has not heard of ends at once; asked twice it is told once.

    Raises NotPermitted, BookingRefused while the carrier is being asked, and MoveRefused.
    """
    ensure_may(actor, RIGHT)
    booking = lock_booking(pickupbooking_id)
    if booking.state == BookingState.CANCELED or booking.cancel_requested_at is not None:
        return booking
    if booking.state == BookingState.REQUESTED:
        if booking.sent_at is not None:
            raise BookingRefused("The carrier is being asked right now. Try again in a minute.")
        perform(booking, "cancel", actor=actor, now=timezone.now())
    else:
        perform(booking, "request_cancel", actor=actor, now=timezone.now())
        asked = booking.cancel_requested_at
        publish(PickupCancelRequested(booking_id=booking.pk, asked=f"{asked:%Y%m%dT%H%M%S}"), actor=actor)
    booking.save()
    return booking


@service
def record_pickup_canceled(*, booking_id: int) -> PickupBooking:
    """No truck comes. Repetition is harmless."""
    booking = lock_booking(booking_id)
    if booking.state == BookingState.BOOKED:
        perform(booking, "cancel", actor=SYSTEM, now=timezone.now())
        booking.save()
    return booking


@service
def record_cancel_refused(*, booking_id: int, words: str) -> PickupBooking:
    """The carrier comes all the same, in its own words."""
    booking = lock_booking(booking_id)
    if booking.state == BookingState.BOOKED:
        booking.cancel_requested_at, booking.error = None, words[:400]
        booking.save(update_fields=["cancel_requested_at", "error"])
    return booking
