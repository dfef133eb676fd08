from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from orders.models.promise import PromiseCause


class Answer(models.TextChoices):
    """What a customer may choose when goods come later, or when others are offered."""

    WAIT = "wait", "Wait"
    SHIP_PART = "ship_part", "Ship what is there"
    SUBSTITUTE = "substitute", "Take other goods instead"
    CANCEL_REST = "cancel_rest", "Cancel what is late"
    CANCEL_ORDER = "cancel_order", "Cancel the order"


class DelayChoice(models.Model):
    """One question to the customer: one per slip of an order, or one offer of other goods.

    Nothing is done without an answer: after ``expires_at`` the order waits, as it did before. A newer question
    takes the place of an open one. ``offers`` holds the SKU codes that staff offered, by line key; without any the
    catalog's substitutes are offered. ``owed`` counts the units that waited when it was asked.
    """

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="delay_choices")
    cause = models.CharField(max_length=16, choices=PromiseCause.choices, blank=True)
    line_ids = ArrayField(models.BigIntegerField())
    options = ArrayField(models.CharField(max_length=16, choices=Answer.choices))
    offers = models.JSONField(default=dict, blank=True)
    promise_on = models.DateField(null=True, blank=True)
    owed = models.PositiveIntegerField(default=0)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=16, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=64, blank=True)
    consent = models.TextField(blank=True, help_text="What the customer read and agreed to, in the words shown.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], name="delay_choice_one_open", condition=Q(answer="", superseded_at=None)
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="delay_choice_answer_has_time",
            ),
        ]
        indexes = [models.Index(fields=["order", "-id"], name="delay_choice_order")]

    def __str__(self) -> str:
        return f"Choice {self.pk}"

    def is_open(self, now: datetime) -> bool:
        """Whether the customer can still answer."""
        return not self.answer and self.superseded_at is None and now < self.expires_at
