from django.db import models
from django.db.models.functions import Now


class RuleKind(models.TextChoices):
    AMOUNT_ABOVE = "amount_above", "Total above an amount"
    FIRST_ORDER_ABOVE = "first_order_above", "First order of a customer above an amount"
    CARD_COUNTRY_DIFFERS = "card_country_differs", "Card from another country than the address"
    AVS_FAILED = "avs_failed", "Address check failed"
    CVC_FAILED = "cvc_failed", "Card code check failed"
    VELOCITY_EMAIL = "velocity_email", "Orders by the same e-mail within a day"
    VELOCITY_CARD = "velocity_card", "Orders by the same card within a day"
    BLOCKED_CUSTOMER = "blocked_customer", "Customer is blocked"


class FraudRule(models.Model):
    """One signal and its weight; scores of the rules that strike are added, at most 100."""

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=24, choices=RuleKind.choices)
    threshold = models.DecimalField(
        max_digits=19, decimal_places=4, default=0, help_text="An amount in the order's currency, or a count."
    )
    score = models.PositiveSmallIntegerField(default=20)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["-score", "name"]

    def __str__(self) -> str:
        return self.name


class RiskAssessment(models.Model):
    """What the rules said about an order: the score explained, never a bare number."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="risk_assessments")
    score = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=8)
    signals = models.JSONField(default=list, help_text="Rule, score and sentence of each rule that struck.")
    assessed_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["order"], name="risk_order")]

    def __str__(self) -> str:
        return f"{self.score}: {self.verdict}"
