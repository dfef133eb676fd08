from django.db import models
from django.db.models.functions import Now


class EffectState(models.TextChoices):
    DUE = "due", "Due"
    CLAIMED = "claimed", "Claimed"
    DONE = "done", "Done"
    DEAD = "dead", "Dead"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Effect(models.Model):
    """An intention to act outside (or later), committed with the fact that caused it.

    PostgreSQL is the only record; Celery messages are mere nudges. Priority: a person's act 0,
    the system 5, bulk 9. Done only under the ``claim_no`` that claimed it.
    """

    task = models.CharField(max_length=120)
    queue = models.CharField(max_length=16)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=200, unique=True)
    order_id = models.BigIntegerField(null=True, blank=True, help_text="For the order's page; no key upward.")
    priority = models.PositiveSmallIntegerField(default=5)
    state = models.CharField(max_length=10, choices=EffectState.choices, default=EffectState.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField(db_default=Now())
    queued_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=80, blank=True, db_default="", help_text="The process that works on it.")
    claim_no = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["queue", "priority", "run_after", "id"], name="effect_due", condition=models.Q(state="due")
            ),
            models.Index(fields=["claimed_until"], name="effect_claimed", condition=models.Q(state="claimed")),
            models.Index(fields=["id"], name="effect_dead", condition=models.Q(state="dead")),
            models.Index(fields=["finished_at"], name="effect_finished", condition=models.Q(state="done")),
            models.Index(fields=["order_id"], name="effect_order"),
        ]
        permissions = [("retry_effect", "Can retry a dead effect")]

    def __str__(self) -> str:
        return f"{self.task} {self.key}"
