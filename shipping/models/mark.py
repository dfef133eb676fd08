from django.db import models
from django.db.models.functions import Now


class ParcelMark(models.Model):
    """The number that a parcel has in every house it passes: its SSCC (18 digits), given once and never again."""

    parcel = models.OneToOneField("fulfillment.Parcel", on_delete=models.PROTECT, related_name="mark")
    sscc = models.CharField("SSCC", max_length=18, unique=True)
    given_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(sscc__regex=r"^[0-9]{18}$"), name="mark_sscc_digits"),
        ]

    def __str__(self) -> str:
        return self.sscc
