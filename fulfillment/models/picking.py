from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from fulfillment.lifecycle import BatchMoves, TaskMoves
from fulfillment.statuses import BatchKind, BatchState, TaskState


class PickBatch(BatchMoves, StateModel):
    """Work of several orders picked on one walk through one warehouse."""

    number = models.CharField(max_length=24, unique=True)
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="batches")
    state = StateField(choices=BatchState.choices, default=BatchState.DRAFT)
    kind = models.CharField(
        max_length=16, choices=BatchKind.choices, default=BatchKind.CLUSTER, db_default=BatchKind.CLUSTER
    )
    zone = models.CharField(max_length=16, blank=True, db_default="", help_text="Of a batch by zone: where it walks.")
    wave = models.ForeignKey(
        "fulfillment.Wave", null=True, blank=True, on_delete=models.PROTECT, related_name="batches"
    )
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)
    released_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "pick batches"
        indexes = [models.Index(fields=["warehouse", "state", "id"], name="batch_queue")]

    def __str__(self) -> str:
        return self.number


class PickTask(TaskMoves, StateModel):
    """Take so many units of one line from one bin. Without ``location``: goods with no fixed place.

    While it is live its units lie in the bin's books; they move to the packing bench when it is finished.
    """

    batch = models.ForeignKey(PickBatch, on_delete=models.PROTECT, related_name="tasks")
    line = models.ForeignKey("fulfillment.FulfillmentLine", on_delete=models.PROTECT, related_name="tasks")
    location = models.ForeignKey(
        "inventory.Location", null=True, blank=True, on_delete=models.PROTECT, related_name="pick_tasks"
    )
    lot = models.CharField(max_length=40, blank=True)
    sequence = models.PositiveIntegerField(default=0, help_text="Where the walk passes the bin.")
    quantity = models.IntegerField()
    picked_quantity = models.IntegerField(default=0)
    tote = models.CharField(max_length=32, blank=True)
    state = StateField(choices=TaskState.choices, default=TaskState.OPEN)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="pick_tasks"
    )
    created_at = models.DateTimeField(db_default=Now())
    assigned_at = models.DateTimeField(null=True, blank=True)
    location_scanned_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, picked_quantity__gte=0, picked_quantity__lte=F("quantity")),
                name="task_quantities",
            ),
            models.UniqueConstraint(
                fields=["line", "location", "lot"], name="task_live_unique", nulls_distinct=False,
                condition=Q(state__in=[TaskState.OPEN, TaskState.ASSIGNED, TaskState.SKIPPED]),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["batch", "sequence", "id"], name="task_queue",
                condition=Q(state__in=[TaskState.OPEN, TaskState.SKIPPED]),
            ),
            models.Index(fields=["assignee"], name="task_in_hand", condition=Q(state=TaskState.ASSIGNED)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.quantity} from {self.location_id}"

    @property
    def left(self) -> int:
        return self.quantity - self.picked_quantity


class ShortReason(models.TextChoices):
    NOT_THERE = "not_there", "The bin is empty"
    FOUND_LESS = "found_less", "Fewer than expected"
    DAMAGED = "damaged", "Damaged"


class ShortPick(models.Model):
    """Units a picker did not find, or found damaged, where the books said they were."""

    task = models.ForeignKey(PickTask, on_delete=models.PROTECT, related_name="shorts")
    quantity = models.PositiveIntegerField()
    reason = models.CharField(max_length=12, choices=ShortReason.choices)
    actor = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="short_pick_positive")]

    def __str__(self) -> str:
        return f"{self.quantity} {self.reason}"
