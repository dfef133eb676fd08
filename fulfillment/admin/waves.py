from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.admin.base import OmsAdmin, ReadOnlyInline
from core.admin.chips import state_chip
from core.admin.filters import fixed_filter
from core.admin.moves import Move
from core.admin.moves_admin import MovesAdmin
from fulfillment.admin.houses import OfOwnHouses
from fulfillment.models import BatchLimits, PickBatch, Wave
from fulfillment.services.waves import cancel_wave, release_wave
from fulfillment.statuses import WaveState

WAVE_MOVES = {
    "release": Move(
        service=release_wave, label="Release all", icon="play_arrow", done="Its batches go to the floor.",
        question="Every batch of it goes to the floor.",
    ),
    "cancel": Move(
        service=cancel_wave, label="Cancel", icon="cancel", is_danger=True, done="Its orders wait in the pool again.",
        question="All its orders wait to be released again.",
    ),
}  # fmt: skip


class BatchInline(ReadOnlyInline):
    model = PickBatch
    fields = ["number", "kind", "zone", "state", "released_at", "finished_at"]
    ordering = ["id"]


@admin.register(Wave)
class WaveAdmin(OfOwnHouses, MovesAdmin):
    """Batches planned together for a cutoff; plan them on the floor's own screen."""

    list_display = ["number", "warehouse", "state_shown", "kind", "due_by", "created_by", "released_at"]
    list_filter = ["warehouse", fixed_filter("state", "state", WaveState.choices)]
    list_select_related = ["warehouse"]
    search_fields = ["number__istartswith"]
    ordering = ["-id"]
    fields = [
        ("number", "state"), ("warehouse", "kind"), "due_by", ("created_at", "created_by"),
        ("released_at", "released_by", "canceled_at"),
    ]  # fmt: skip
    inlines = [BatchInline]
    moves = WAVE_MOVES

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description="State", ordering="state")
    def state_shown(self, wave: Wave) -> SafeString:
        return state_chip(wave.state, wave.get_state_display(), {"released": "good", "planned": "info"})


@admin.register(BatchLimits)
class BatchLimitsAdmin(OmsAdmin):
    """How much one picker takes on one walk, per warehouse."""

    list_display = ["warehouse", "max_orders", "max_lines", "max_weight_grams", "max_volume_liters"]
    list_select_related = ["warehouse"]
    ordering = ["id"]
    when_empty = "Without limits of its own a warehouse batches 20 orders and 80 lines. Add a row to change that."
