from django.db import models
from django.db.models.functions import Now


class AuditRun(models.Model):
    """One run of the promises of the books."""

    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    changed_since = models.DateTimeField(null=True, blank=True, help_text="Empty when everything was checked.")

    def __str__(self) -> str:
        return f"Audit of {self.started_at:%Y-%m-%d %H:%M}"


class AuditResult(models.Model):
    """How many rows broke one promise in one run; ``sample`` names a few of them."""

    run = models.ForeignKey(AuditRun, on_delete=models.CASCADE, related_name="results")
    promise = models.CharField(max_length=64)
    number = models.PositiveSmallIntegerField()
    violations = models.PositiveIntegerField()
    sample = models.JSONField(default=list)
    seconds = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "promise"], name="audit_result_unique")]

    def __str__(self) -> str:
        return f"{self.promise}: {self.violations}"
