from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Feedback(models.Model):
    """What a customer thought of an order, or of one of its lines: 1 (bad) to 5 (good), and words."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="feedback")
    line = models.ForeignKey(
        "orders.OrderLine", null=True, blank=True, on_delete=models.PROTECT, related_name="feedback"
    )
    rating = models.PositiveSmallIntegerField()
    words = models.TextField(max_length=2000, blank=True)
    given_by = models.CharField(max_length=64)
    given_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(null=True, blank=True, help_text="When the customer changed it last.")
    case = models.ForeignKey("support.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="feedback")

    class Meta:
        verbose_name_plural = "feedback"
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(line=None), name="feedback_once_per_order"),
            models.UniqueConstraint(fields=["line"], condition=Q(line__isnull=False), name="feedback_once_per_line"),
            models.CheckConstraint(condition=Q(rating__gte=1, rating__lte=5), name="feedback_rating_range"),
        ]
        indexes = [
            models.Index(fields=["rating", "-id"], name="feedback_rating_id"),
            models.Index(fields=["given_at"], name="feedback_given_at"),
        ]
        permissions = [
            ("give_feedback", "Can record a customer's feedback"),
            ("rate_pickers", "Can see ratings by the people who picked"),
        ]

    def __str__(self) -> str:
        return f"{self.rating} of 5"


class FeedbackRequest(models.Model):
    """The customer of a delivered order was asked how it was: once, whatever becomes of it."""

    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, related_name="feedback_request")
    asked_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"Asked about {self.order}"
