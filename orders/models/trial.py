from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from orders.models.sourcing import Strategy


class TrialState(models.TextChoices):
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    CANCELED = "canceled", "Canceled"


class SourcingTrial(models.Model):
    """A what-if: orders of the past placed once more under a draft of a channel's sourcing rules, on paper only.

    ``books`` is the stock as the trial has it after the orders up to (``reached_at``, ``reached_id``);
    ``totals`` the figures of what was decided, of the present rules and of the draft.
    """

    channel = models.ForeignKey("catalog.Channel", on_delete=models.PROTECT, related_name="sourcing_trials")
    strategies = ArrayField(models.CharField(max_length=10, choices=Strategy.choices))
    present = ArrayField(models.CharField(max_length=10), help_text="The channel's rules when the trial was asked for.")
    max_sources = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="At most so many warehouses for one order. Empty: as each order has it."
    )
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=10, choices=TrialState.choices, default=TrialState.RUNNING)
    chunk = models.PositiveIntegerField(default=1)
    reached_at = models.DateTimeField(null=True, blank=True)
    reached_id = models.BigIntegerField(default=0)
    orders = models.PositiveIntegerField(default=0, help_text="Orders replayed so far.")
    differing = models.PositiveIntegerField(default=0, help_text="Of them decided otherwise by the draft.")
    faithful = models.PositiveIntegerField(default=0, help_text="Of them decided by the present rules as they were.")
    books = models.JSONField(default=dict)
    totals = models.JSONField(default=dict)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["channel", "-id"], name="sourcing_trial_channel")]
        permissions = [("try_sourcing", "Can replay orders under a draft of sourcing rules")]

    def __str__(self) -> str:
        return f"What-if {self.pk}"


class TrialOrder(models.Model):
    """One order that the draft would have taken from other warehouses, or promised for another day."""

    trial = models.ForeignKey(SourcingTrial, on_delete=models.CASCADE, related_name="rows")
    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="+")
    decided = models.JSONField()
    draft = models.JSONField()
    parcels_more = models.SmallIntegerField()
    days_later = models.SmallIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["trial", "order"], name="trial_order_unique")]

    def __str__(self) -> str:
        return f"{self.order_id} in {self.trial_id}"
