from django.db import models


class RetentionRule(models.Model):
    """How long one kind of record is kept; kinds and bounds are declared by the apps."""

    kind = models.SlugField(max_length=40, unique=True, editable=False)
    days = models.PositiveIntegerField()
    is_active = models.BooleanField(default=True)
    changed_by = models.CharField(max_length=64, blank=True, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_run_at = models.DateTimeField("last run", null=True, blank=True, editable=False)
    last_rows = models.PositiveIntegerField("rows in the last run", default=0, editable=False)

    class Meta:
        ordering = ["kind"]
        permissions = [("run_retention", "Can have old records erased now")]

    def __str__(self) -> str:
        return self.kind.replace("_", " ").capitalize()
