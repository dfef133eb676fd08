from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from inventory.lifecycle import CountMoves, CountState

__all__ = ["AdjustmentReason", "CountState", "CycleCount", "CycleCountLine"]


class CycleCount(CountMoves, StateModel):
    """One bin counted: what the books expected beside what was found.

    A difference above the building's limit waits for a second person. ``begun_at`` is when somebody stood
    before the bin and began to count: what moves there from then on makes the count worthless.
    """

    number = models.CharField(max_length=24, unique=True)
    location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="counts")
    state = StateField(choices=CountState.choices, default=CountState.OPEN)
    opened_at = models.DateTimeField(db_default=Now())
    counted_at = models.DateTimeField(null=True, blank=True)
    counted_by = models.CharField(max_length=64, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    begun_by = models.CharField(max_length=64, blank=True)
    second_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["location"],
                name="count_one_at_a_time",
                violation_error_message="This location is being counted already: finish or approve that count first.",
                condition=Q(state__in=["open", "to_approve"]),
            ),
        ]
        permissions = [("count_stock", "Can count bins"), ("approve_count", "Can approve a count")]

    def __str__(self) -> str:
        return self.number


class CycleCountLine(models.Model):
    """Units of one SKU and lot. ``expected`` is what the books had at the moment ``counted`` was told.

    After a second count ``first_counted`` keeps what the first person found.
    """

    count = models.ForeignKey(CycleCount, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey("catalog.SKU", verbose_name="SKU", on_delete=models.PROTECT, related_name="+")
    lot = models.CharField(max_length=40, blank=True)
    expected = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField(null=True, blank=True)
    first_counted = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["count", "sku", "lot"], name="count_line_unique")]

    def __str__(self) -> str:
        return f"{self.counted} of {self.expected}"

    @property
    def variance(self) -> int:
        """Units found more (or, negative, fewer) than the books had; 0 before they are counted."""
        return 0 if self.counted is None else self.counted - self.expected


class AdjustmentReason(models.Model):
    """Why stock is set right by hand; the office keeps the list."""

    code = models.SlugField(max_length=24, unique=True)
    label = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label
