from django.db import models
from django.db.models.functions import Now


class AuditRun(models.Model):
    """One run of the promises of the books."""

    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    changed_since = models.DateTimeField(null=True, blank=True, help_text="Empty when everything was checked.")
    requested_by = models.CharField(max_length=64, blank=True, help_text="Who asked for it; empty: the clock.")
    skipped = models.JSONField(default=list, help_text="Promises that take too long for a run asked for by a person.")

    class Meta:
        indexes = [models.Index(fields=["-id"], name="audit_run_full", condition=models.Q(changed_since=None))]
        permissions = [("run_audit", "Can have the books audited now")]

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
