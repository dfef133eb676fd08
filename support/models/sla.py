from django.db import models

from support.models.case import Priority


class SlaPolicy(models.Model):
    """How soon a case of a priority is answered and resolved, in hours by the clock."""

    priority = models.CharField(max_length=8, choices=Priority.choices, unique=True)
    answer_hours = models.PositiveSmallIntegerField()
    resolve_hours = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "SLA policy"
        verbose_name_plural = "SLA policies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(resolve_hours__gte=models.F("answer_hours")), name="sla_answer_before_resolve"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_priority_display()}: {self.answer_hours} h / {self.resolve_hours} h"
