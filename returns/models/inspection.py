from django.db import models
from django.db.models.functions import Now


class Grade(models.TextChoices):
    NEW = "new", "Like new"
    OPENED = "opened", "Opened"
    USED = "used", "Used"
    DAMAGED = "damaged", "Damaged"
    UNUSABLE = "unusable", "Unusable"


class Inspection(models.Model):
    """What a person saw when looking at the units of one return line, and what becomes of them."""

    line = models.OneToOneField("returns.ReturnLine", on_delete=models.PROTECT, related_name="inspection")
    grade = models.CharField(max_length=12, choices=Grade.choices)
    notes = models.CharField(max_length=400, blank=True)
    unit_cost = models.DecimalField(
        max_digits=19, decimal_places=4, null=True, blank=True,
        help_text="What a unit cost us when it was inspected, where the catalog knows it; in the SKU's cost currency.",
    )  # fmt: skip
    cost_currency = models.CharField(max_length=3, blank=True)
    inspected_by = models.CharField(max_length=64)
    inspected_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.get_grade_display()
