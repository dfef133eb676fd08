from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyAdmin, ReadOnlyInline
from core.admin.chips import state_chip
from core.admin.filters import fixed_filter
from fulfillment.admin.houses import OfOwnHouses
from fulfillment.models import PickBatch, PickTask, Scan, ShortPick
from fulfillment.models.picking import ShortReason
from fulfillment.statuses import BatchState, TaskState

BATCH_TONES = {"done": "good", "in_progress": "info"}
TASK_TONES = {"picked": "good", "short": "warn", "assigned": "info"}


class TaskInline(ReadOnlyInline):
    model = PickTask
    fields = ["location", "line", "quantity", "picked_quantity", "tote", "state", "assignee"]

    def get_queryset(self, request: HttpRequest):  # type: ignore[no-untyped-def]
        return super().get_queryset(request).select_related("location", "line", "assignee").order_by("sequence", "pk")


@admin.register(PickBatch)
class PickBatchAdmin(OfOwnHouses, ReadOnlyAdmin):
    """Walks through the bins."""

    list_display = ["number", "warehouse", "state_shown", "kind", "zone", "wave", "released_at", "finished_at"]
    list_filter = ["warehouse", fixed_filter("state", "state", BatchState.choices)]
    list_select_related = ["warehouse", "wave"]
    search_fields = ["number__istartswith"]
    ordering = ["-id"]
    inlines = [TaskInline]

    @admin.display(description="State", ordering="state")
    def state_shown(self, batch: PickBatch) -> SafeString:
        return state_chip(batch.state, batch.get_state_display(), BATCH_TONES)


@admin.register(PickTask)
class PickTaskAdmin(OfOwnHouses, ReadOnlyAdmin):
    """Units of one line from one bin."""

    houses = ("batch__warehouse",)
    list_display = ["id", "batch", "location", "product", "quantity", "picked_quantity", "state_shown", "assignee"]
    list_filter = [fixed_filter("state", "state", TaskState.choices)]
    list_select_related = ["batch", "location", "assignee", "line__order_line__sku"]
    search_fields = ["batch__number__istartswith", "tote__istartswith"]
    ordering = ["-id"]

    @admin.display(description="Product")
    def product(self, task: PickTask) -> str:
        return str(task.line.order_line.sku)

    @admin.display(description="State", ordering="state")
    def state_shown(self, task: PickTask) -> SafeString:
        return state_chip(task.state, task.get_state_display(), TASK_TONES)


@admin.register(Scan)
class ScanAdmin(OfOwnHouses, ReadOnlyAdmin):
    """Every scan, right or wrong."""

    houses = ("task__batch__warehouse", "parcel__fulfillment_order__warehouse")
    list_display = ["at", "kind", "code", "quantity", "ok", "message", "actor", "undone_at"]
    list_filter = ["ok", "kind"]
    search_fields = ["code__istartswith"]
    ordering = ["-id"]


@admin.register(ShortPick)
class ShortPickAdmin(OfOwnHouses, ReadOnlyAdmin):
    """What was not where the books had it."""

    houses = ("task__batch__warehouse",)
    list_display = ["at", "product", "location", "quantity", "reason", "actor"]
    list_filter = [fixed_filter("reason", "reason", ShortReason.choices)]
    list_select_related = ["task__location", "task__line__order_line__sku"]
    ordering = ["-id"]

    @admin.display(description="Product")
    def product(self, short: ShortPick) -> str:
        return str(short.task.line.order_line.sku)

    @admin.display(description="Location")
    def location(self, short: ShortPick) -> str:
        return str(short.task.location or "")
