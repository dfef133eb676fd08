from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class RuleKind(models.TextChoices):
    AMOUNT_ABOVE = "amount_above", "Total above an amount"
    FIRST_ORDER_ABOVE = "first_order_above", "First order of a customer above an amount"
    INTERNATIONAL = "international", "Ships to another country than the channel's"
    COUNTRIES_DIFFER = "countries_differ", "Billed to another country than it ships to"
    CARD_COUNTRY_DIFFERS = "card_country_differs", "Card from another country than the address"
    AVS_FAILED = "avs_failed", "Address check of the card failed"
    AVS_UNCHECKED = "avs_unchecked", "Address check of the card was not made"
    CVC_FAILED = "cvc_failed", "Card code check failed"
    CVC_UNCHECKED = "cvc_unchecked", "Card code check was not made"
    VELOCITY_EMAIL = "velocity_email", "Orders by the same e-mail within some hours"
    VELOCITY_CARD = "velocity_card", "Orders by the same card within some hours"
    VELOCITY_ADDRESS = "velocity_address", "Orders to the same address within some hours"
    VELOCITY_IP = "velocity_ip", "Orders from the same IP address within some hours"
    DISPOSABLE_DOMAIN = "disposable_domain", "E-mail of a disposable domain"
    DENY_LIST = "deny_list", "On the deny list"
    BLOCKED_CUSTOMER = "blocked_customer", "Customer is blocked"


AMOUNTS = (RuleKind.AMOUNT_ABOVE, RuleKind.FIRST_ORDER_ABOVE)
VELOCITIES = (
    RuleKind.VELOCITY_EMAIL, RuleKind.VELOCITY_CARD, RuleKind.VELOCITY_ADDRESS, RuleKind.VELOCITY_IP,
)  # fmt: skip


class FraudRule(models.Model):
    """One signal and its weight; scores of the rules that strike are added, at most 100."""

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=24, choices=RuleKind.choices)
    channel = models.ForeignKey(
        "catalog.Channel", null=True, blank=True, on_delete=models.CASCADE, related_name="fraud_rules",
        help_text="Empty: every channel.",
    )  # fmt: skip
    threshold = models.DecimalField(
        max_digits=19, decimal_places=4, default=0,
        help_text="It strikes above this: an amount, or a number of orders, the one assessed included.",
    )  # fmt: skip
    currency = models.CharField(
        max_length=3, blank=True, db_default="",
        help_text="Orders in other currencies are not looked at. Empty: the amount holds in every currency.",
    )  # fmt: skip
    window_hours = models.PositiveSmallIntegerField(
        "within hours", default=24, db_default=24, help_text="How far back orders are counted."
    )
    score = models.PositiveSmallIntegerField(default=20, help_text="1 to 100, added to the order's score.")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["-score", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=100),
                name="fraud_rule_score",
                violation_error_message="The score is between 1 and 100.",
            ),
            models.CheckConstraint(
                condition=Q(threshold__gte=0),
                name="fraud_rule_threshold",
                violation_error_message="The threshold is zero or more.",
            ),
            models.CheckConstraint(
                condition=Q(window_hours__gte=1),
                name="fraud_rule_window",
                violation_error_message="“Within hours” is at least 1.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DisposableDomain(models.Model):
    """A domain that gives mailboxes away for minutes; its subdomains count as well."""

    domain = models.CharField(max_length=120, unique=True)
    added_by = models.CharField(max_length=64, blank=True, editable=False)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["domain"]
        verbose_name = "disposable mail domain"

    def __str__(self) -> str:
        return self.domain


class RiskAssessment(models.Model):
    """What the rules said about an order: the score explained, never a bare number."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="risk_assessments")
    score = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=8)
    review_at = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="What the channel asked for then.")
    decline_at = models.PositiveSmallIntegerField(default=0, db_default=0)
    signals = models.JSONField(default=list, help_text="Rule, kind, score and sentence of each rule that struck.")
    assessed_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["order"], name="risk_order"),
            models.Index(fields=["assessed_at"], name="risk_struck_at", condition=~Q(signals=[])),
        ]

    def __str__(self) -> str:
        return f"{self.score}: {self.verdict}"
