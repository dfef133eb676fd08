from django.db import models
from django.db.models import F, Q

from shipping.statuses import ExceptionFamily, ExceptionKind

# The shortest of the four carriers' times to claim. Source: DHL Express, “Terms and conditions of carriage”, section 8
# (30 days); UPS and FedEx take claims for 60 days, USPS for 60.
CLAIM_DAYS = 30
SILENT_DAYS = 5


class ServicePatience(models.Model):
    """How long a parcel may go without a scan, and until when its carrier takes a claim.

    The row that says most holds: account and service, then service, then account, then neither.
    """

    account = models.ForeignKey(
        "shipping.CarrierAccount", null=True, blank=True, on_delete=models.CASCADE, related_name="patience",
        help_text="Empty: every carrier.",
    )  # fmt: skip
    service = models.CharField(
        max_length=64, blank=True,
        help_text="Our service (standard, express, expedited) or the carrier's own. Empty: every service.",
    )  # fmt: skip
    silent_days = models.PositiveSmallIntegerField(
        default=SILENT_DAYS, help_text="Days without a scan after which a person looks at the parcel."
    )
    claim_days = models.PositiveSmallIntegerField(
        default=CLAIM_DAYS, help_text="Days after shipping within which the carrier takes a claim."
    )

    class Meta:
        ordering = ["account_id", "service"]
        verbose_name_plural = "patience with services"
        permissions = [("judge_carriers", "Can see how often carriers were on time")]
        constraints = [
            models.UniqueConstraint(fields=["account", "service"], name="patience_unique", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(silent_days__gt=0, silent_days__lt=F("claim_days")), name="patience_ends_before_claim",
                violation_error_message="Days without a scan: at least 1, and fewer than the days for a claim.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.service or 'every service'}: {self.silent_days} days"


class Playbook(models.Model):
    """What to do about trouble of a family, or of one kind in it; the house's own text holds where there is none."""

    family = models.CharField(max_length=12, choices=ExceptionFamily.choices)
    kind = models.CharField(
        max_length=20, choices=ExceptionKind.choices, blank=True, help_text="Empty: whatever the family has."
    )
    text = models.TextField(max_length=4000, help_text="What to do, a step a line.")
    steps = models.JSONField(
        default=list, blank=True,
        help_text="Buttons offered besides giving the parcel up, taking it back and closing.",
    )  # fmt: skip
    act_within_hours = models.PositiveSmallIntegerField(default=24, help_text="Until when somebody should have acted.")

    class Meta:
        ordering = ["family", "kind"]
        constraints = [models.UniqueConstraint(fields=["family", "kind"], name="playbook_unique")]

    def __str__(self) -> str:
        return f"{self.get_family_display()}: {self.get_kind_display() or 'everything'}"
