from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.chips import state_chip
from core.admin.filters import fixed_filter
from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from fulfillment.admin.houses import OfOwnHouses
from shipping.models import PickupBooking
from shipping.services.booking import (
    RIGHT,
    SETTLE_RIGHT,
    request_pickup_cancel,
    settle_pickup_as_booked,
    settle_pickup_as_not_booked,
)
from shipping.statuses import BookingState

TONES = {"requested": "info", "booked": "good", "failed": "bad", "unknown": "bad"}


class FoundForm(MoveForm):
    """The number under which the carrier's portal has it."""

    confirmation = forms.CharField(label="The carrier's number", max_length=64, widget=UnfoldAdminTextInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


def only_unknown(booking: PickupBooking) -> Iterator[Blocker]:
    if booking.state != BookingState.UNKNOWN:
        yield Blocker(NOT_NOW, "its outcome is known.")


def only_coming(booking: PickupBooking) -> Iterator[Blocker]:
    if booking.state not in {BookingState.BOOKED, BookingState.REQUESTED} or booking.cancel_requested_at is not None:
        yield Blocker(NOT_NOW, "no truck comes.")


@admin.register(PickupBooking)
class PickupBookingAdmin(OfOwnHouses, MovesAdmin):
    """Trucks asked for; they are booked on the floor's hand-over page."""

    when_empty = "No truck was booked. They are booked on the hand-over page of a warehouse."
    list_display = ["day", "window", "warehouse", "account", "state_shown", "confirmation", "error"]
    list_filter = [fixed_filter("state", "state", BookingState.choices)]
    list_select_related = ["warehouse", "account"]
    search_fields = ["confirmation__iexact"]
    ordering = ["-day", "-id"]
    fields = [
        ("warehouse", "account"), ("day", "window"), ("state_shown", "confirmation"), "error",
        ("requested_at", "requested_by"), ("sent_at", "booked_at"), ("cancel_requested_at", "canceled_at"),
    ]  # fmt: skip
    readonly_fields = ["window", "state_shown"]
    moves = {
        "found": Move(
            service=settle_pickup_as_booked, label="It was booked", icon="fact_check", form=FoundForm,
            right=SETTLE_RIGHT, find_blockers=only_unknown, done="The truck comes.", is_primary=True,
        ),
        "not_found": Move(
            service=settle_pickup_as_not_booked, label="It was not booked", icon="search_off", needs_reason=True,
            right=SETTLE_RIGHT, find_blockers=only_unknown, done="Another may be booked.",
        ),
        "cancel": Move(
            service=request_pickup_cancel, label="Cancel", icon="cancel", is_danger=True, right=RIGHT,
            question="The carrier is told not to come.", find_blockers=only_coming, done="The carrier is told.",
        ),
    }  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description="Window")
    def window(self, booking: PickupBooking) -> str:
        return f"{booking.ready_at:%H:%M}–{booking.close_at:%H:%M}"

    @admin.display(description="State", ordering="state")
    def state_shown(self, booking: PickupBooking) -> SafeString:
        return state_chip(booking.state, booking.get_state_display(), TONES)
