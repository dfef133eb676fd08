from collections.abc import Iterator

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.admin.chips import chip
from core.admin.filters import empty_filter
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from inventory.models import Lot
from inventory.services.lots import quarantine_lot, release_lot


def is_for_sale(lot: Lot) -> Iterator[Blocker]:
    if lot.quarantined_at is not None:
        yield Blocker(NOT_NOW, "it is in quarantine already.")


def is_in_quarantine(lot: Lot) -> Iterator[Blocker]:
    if lot.quarantined_at is None:
        yield Blocker(NOT_NOW, "it is not in quarantine.")


LOT_MOVES = {
    "quarantine": Move(
        service=quarantine_lot, label="Quarantine", icon="gpp_bad", needs_reason=True, is_danger=True,
        right="inventory.quarantine_lot", find_blockers=is_for_sale, done="It is in nobody's reach.",
        question="Everything of it on shelves becomes unavailable; orders promised it are sought elsewhere.",
    ),
    "release": Move(
        service=release_lot, label="Back for sale", icon="verified", right="inventory.quarantine_lot",
        find_blockers=is_in_quarantine, question="What its quarantine set aside goes back to the shelves.",
        done="It is for sale again.",
    ),
}  # fmt: skip


@admin.register(Lot)
class LotAdmin(MovesAdmin):
    """Batches with their day of expiry."""

    list_display = ["code", "sku", "expires_on", "standing", "quarantine_reason"]
    list_filter = [empty_filter("quarantined_at", "standing", "For sale", "In quarantine")]
    list_select_related = ["sku"]
    search_fields = ["code__istartswith", "sku__code__istartswith"]
    search_help_text = "Lot, or SKU code"
    when_empty = "Lots are written down when goods come in with one."
    ordering = ["-id"]
    fields = [("code", "sku"), "expires_on", ("quarantined_at", "quarantine_reason")]
    readonly_fields = ["code", "sku", "quarantined_at", "quarantine_reason"]
    moves = LOT_MOVES

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="Standing", ordering="quarantined_at")
    def standing(self, lot: Lot) -> SafeString:
        return chip("Quarantine", "bad") if lot.quarantined_at else chip("For sale", "good")
