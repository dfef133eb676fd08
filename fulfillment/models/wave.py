from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from fulfillment.statuses import BatchKind, WaveState
from fulfillment.wave_lifecycle import WaveMoves


class Wave(WaveMoves, StateModel):
    """Batches planned together for one cutoff; the floor sees none of them before the wave is released.

    The plan itself is the batches in draft and the open works that name them.
    """

    number = models.CharField(max_length=24, unique=True)
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="waves")
    state = StateField(choices=WaveState.choices, default=WaveState.PLANNED)
    kind = models.CharField(max_length=16, choices=BatchKind.choices, default=BatchKind.CLUSTER)
    due_by = models.DateTimeField(null=True, blank=True, help_text="The cutoff it was planned for.")
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(max_length=64, blank=True)
    canceled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["warehouse", "state", "id"], name="wave_queue")]
        permissions = [("lead_floor", "Can plan waves and see the floor's capacity")]

    def __str__(self) -> str:
        return self.number


class BatchLimits(models.Model):
    """How much one picker takes on one walk in a warehouse; what would pass a limit begins the next batch.

    A row says it for its warehouse; without one the defaults hold. Empty is no limit. One order alone may
    pass them: it is never cut in two.
    """

    warehouse = models.OneToOneField("inventory.Warehouse", on_delete=models.CASCADE, related_name="batch_limits")
    max_orders = models.PositiveIntegerField(default=20, help_text="Totes on the cart.")
    max_lines = models.PositiveIntegerField(null=True, blank=True, default=80, help_text="Lines of all its orders.")
    max_weight_grams = models.PositiveIntegerField(null=True, blank=True, help_text="What the cart carries.")
    max_volume_liters = models.PositiveIntegerField(null=True, blank=True, help_text="What the cart holds.")

    class Meta:
        verbose_name_plural = "batch limits"
        constraints = [
            models.CheckConstraint(
                condition=Q(max_orders__gte=1, max_orders__lte=100)
                & (Q(max_lines__isnull=True) | Q(max_lines__gte=1))
                & (Q(max_weight_grams__isnull=True) | Q(max_weight_grams__gte=1))
                & (Q(max_volume_liters__isnull=True) | Q(max_volume_liters__gte=1)),
                name="batch_limits_positive",
                violation_error_message="“Max orders” is between 1 and 100; the other limits at least 1, or empty.",
            )
        ]

    def __str__(self) -> str:
        return f"Limits of {self.warehouse}"
