"""The life of a pickup booking. Called by services, never by screens."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django_fsm import transition

from core.errors import Blocker
from core.fsm import guard
from shipping.statuses import BookingState

if TYPE_CHECKING:
    from shipping.models import PickupBooking

__all__ = ["BookingMoves"]


@guard
def window_is_open(booking: "PickupBooking") -> Iterator[Blocker]:
    """There is still time for the truck to come."""
    ends = datetime.combine(booking.day, booking.close_at, ZoneInfo(booking.warehouse.time_zone))
    if ends <= timezone.now():
        yield Blocker("window_over", f"its window ended {ends:%Y-%m-%d %H:%M}.", fix="Book another day.")


@guard
def is_not_being_canceled(booking: "PickupBooking") -> Iterator[Blocker]:
    if booking.cancel_requested_at is not None:
        yield Blocker("wrong_state", "the carrier is being told already.")


class BookingMoves(models.Model):
    """Moves of PickupBooking.state; each changes memory only."""

    class Meta:
        abstract = True

    @transition(field="state", source=[BookingState.REQUESTED, BookingState.UNKNOWN], target=BookingState.BOOKED)
    def book(self, *, now: datetime, confirmation: str) -> None:
        """The truck will come."""
        booking = cast("PickupBooking", self)
        booking.booked_at, booking.confirmation = now, confirmation[:64]
        booking.error, booking.sent_at = "", None

    @transition(field="state", source=BookingState.REQUESTED, target=BookingState.UNKNOWN)
    def lose_sight(self, *, words: str) -> None:
        """The truck may come, and the carrier cannot be asked: a person looks in its portal."""
        cast("PickupBooking", self).error = words[:400]

    @transition(field="state", source=[BookingState.REQUESTED, BookingState.UNKNOWN], target=BookingState.FAILED)
    def fail(self, *, words: str) -> None:
        """The carrier said no."""
        booking = cast("PickupBooking", self)
        booking.error, booking.sent_at = words[:400], None

    @transition(
        field="state", source=BookingState.BOOKED, target=BookingState.BOOKED,
        conditions=[window_is_open, is_not_being_canceled], permission="shipping.book_pickup",
    )  # fmt: skip
    def request_cancel(self, *, now: datetime) -> None:
        """The carrier shall not come; until it said so, it does."""
        cast("PickupBooking", self).cancel_requested_at = now

    @transition(
        field="state", source=[BookingState.BOOKED, BookingState.REQUESTED], target=BookingState.CANCELED
    )  # fmt: skip
    def cancel(self, *, now: datetime) -> None:
        """No truck comes."""
        cast("PickupBooking", self).canceled_at = now
