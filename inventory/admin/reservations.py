from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.admin.chips import chip
from core.admin.filters import empty_filter
from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from inventory.models import Reservation
from inventory.services.reserving import release_reservation

TONES = {"used": "good", "released": "neutral", "expired": "neutral"}


class ReleaseForm(MoveForm):
    """Everything under the token is given back together."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]

    def arguments(self) -> dict[str, Any]:
        return {"token": self.instance.token}


def still_held(reservation: Reservation) -> Iterator[Blocker]:
    if reservation.ended_at is not None:
        yield Blocker(NOT_NOW, f"it is {reservation.get_ending_display().lower()}.")


RESERVATION_MOVES = {
    "release": Move(
        service=release_reservation, label="Release", icon="lock_open", form=ReleaseForm, is_danger=True,
        right="inventory.release_reservation", find_blockers=still_held, done="Released; others can have the goods.",
        question="Whoever holds these goods loses them, with everything else under the same token.",
    ),
}  # fmt: skip


@admin.register(Reservation)
class ReservationAdmin(MovesAdmin):
    """Goods held for carts and quotes until a moment."""

    list_display = ["level", "quantity", "holder", "expires_at", "ending_shown", "reserved_by", "created_at"]
    list_filter = [empty_filter("ended_at", "state", "Held", "Ended"), "level__warehouse"]
    list_select_related = ["level__sku", "level__warehouse"]
    search_fields = ["level__sku__code__istartswith", "token__exact"]
    search_help_text = "SKU code, or the whole token"
    when_empty = "Shops and reps hold goods here for carts and quotes; they end by themselves."
    ordering = ["-id"]
    fields = [
        ("level", "quantity"),
        ("holder", "reserved_by"),
        ("created_at", "expires_at"),
        ("ended_at", "ending"),
        "token",
    ]
    moves = RESERVATION_MOVES

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description="State", ordering="ending")
    def ending_shown(self, reservation: Reservation) -> SafeString:
        label = reservation.get_ending_display() if reservation.ending else "Held"
        return chip(label, TONES.get(reservation.ending, "info"))
