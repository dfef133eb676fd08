from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from fulfillment.statuses import Paper


class PaperPrint(models.Model):
    """One time a paper of the floor was printed: ``copy`` 1 is the first, all others are reprints.

    ``reference`` tells papers of one parcel apart that replace each other, as two labels bought one after another.
    """

    paper = models.CharField(max_length=16, choices=Paper.choices)
    batch = models.ForeignKey(
        "fulfillment.PickBatch", null=True, blank=True, on_delete=models.CASCADE, related_name="prints"
    )
    parcel = models.ForeignKey(
        "fulfillment.Parcel", null=True, blank=True, on_delete=models.CASCADE, related_name="prints"
    )
    reference = models.CharField(max_length=64, blank=True)
    copy = models.PositiveIntegerField()
    printed_by = models.CharField(max_length=64)
    printed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(batch=None, parcel__isnull=False) | Q(batch__isnull=False, parcel=None),
                name="print_of_batch_or_parcel",
            ),
            models.CheckConstraint(condition=Q(copy__gte=1), name="print_copy_from_one"),
            models.UniqueConstraint(fields=["batch", "paper", "reference", "copy"], name="print_of_batch_once"),
            models.UniqueConstraint(fields=["parcel", "paper", "reference", "copy"], name="print_of_parcel_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_paper_display()}, copy {self.copy}"
