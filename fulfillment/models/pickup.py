from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Proof(models.TextChoices):
    CODE = "code", "By code"
    SIGNATURE = "signature", "By signature"


class Pickup(models.Model):
    """Packed goods of one work waiting at the counter: the code that fetches them, and who did.

    Whether they wait or were collected is the work's state. ``code`` is empty once it has been used.
    """

    fulfillment_order = models.OneToOneField(
        "fulfillment.FulfillmentOrder", on_delete=models.PROTECT, related_name="pickup"
    )
    code = models.CharField(max_length=12, blank=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0, help_text="Since the code was made.")
    ready_at = models.DateTimeField(db_default=Now())
    keep_until = models.DateTimeField(help_text="Afterwards it may go back on the shelf.")
    proof = models.CharField(max_length=12, choices=Proof.choices, blank=True)
    collected_by = models.CharField(max_length=160, blank=True, help_text="Who took it, as they said or signed.")
    identity = models.CharField(max_length=80, blank=True, help_text="What a person without the code has shown.")
    collected_at = models.DateTimeField(null=True, blank=True)
    handed_out_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(collected_at__isnull=True) | ~Q(collected_by=""), name="pickup_collected_by_somebody"
            )
        ]
        indexes = [
            models.Index(fields=["keep_until"], name="pickup_waiting", condition=Q(collected_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"Pickup of work {self.fulfillment_order_id}"
