from django.contrib.auth.models import Group
from django.db import models

from support.models.case import CaseKind, Priority


class SlaPolicy(models.Model):
    """How soon a case of a kind and priority is answered and resolved: opening hours where a calendar is named."""

    kind = models.CharField(
        max_length=12, choices=CaseKind.choices, blank=True, default="", db_default="",
        help_text="Empty: every kind without a line of its own.",
    )  # fmt: skip
    priority = models.CharField(max_length=8, choices=Priority.choices)
    answer_hours = models.PositiveSmallIntegerField()
    resolve_hours = models.PositiveSmallIntegerField()
    calendar = models.ForeignKey(
        "support.SupportCalendar", null=True, blank=True, on_delete=models.PROTECT, related_name="policies",
        help_text="Only its opening hours count; empty: every hour does.",
    )  # fmt: skip
    escalate_to = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Whose queue a case that missed a limit goes to.",
    )  # fmt: skip

    class Meta:
        verbose_name = "SLA policy"
        verbose_name_plural = "SLA policies"
        constraints = [
            models.UniqueConstraint(fields=["kind", "priority"], name="sla_kind_priority_unique"),
            models.CheckConstraint(
                condition=models.Q(resolve_hours__gte=models.F("answer_hours")),
                name="sla_answer_before_resolve",
                violation_error_message="“Resolve hours” must not be below “answer hours”.",
            ),
        ]

    def __str__(self) -> str:
        about = f"{self.get_kind_display()}, " if self.kind else ""
        return f"{about}{self.get_priority_display()}: {self.answer_hours} h / {self.resolve_hours} h"


class CasePause(models.Model):
    """A time in which a case waited for its customer, and its clocks stood still."""

    case = models.ForeignKey("support.Case", on_delete=models.PROTECT, related_name="pauses")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__gte=models.F("started_at")), name="case_pause_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} to {self.ended_at:%Y-%m-%d %H:%M}"
