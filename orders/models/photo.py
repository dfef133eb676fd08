from django.db import models
from django.db.models.functions import Now


class PhotoOf(models.TextChoices):
    """What a customer's picture was sent with."""

    RETURN = "return", "Return"
    EXCHANGE = "exchange", "Exchange"
    CLAIM = "claim", "Claim"
    MESSAGE = "message", "Message"


class CustomerPhoto(models.Model):
    """A picture a customer sent, drawn anew; what it shows is named upward by kind and reference, without a key."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="customer_photos")
    attachment = models.OneToOneField("orders.Attachment", on_delete=models.PROTECT, related_name="customer_photo")
    kind = models.CharField(max_length=8, choices=PhotoOf.choices)
    reference = models.CharField(max_length=24, help_text="The number of the return, claim or case.")
    taken_sha256 = models.CharField("SHA-256 as it came", max_length=64)
    taken_bytes = models.PositiveIntegerField(help_text="As it came, before it was drawn anew.")
    kept_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference", "taken_sha256"], name="customer_photo_once"),
        ]
        indexes = [models.Index(fields=["order", "kept_at"], name="customer_photo_order")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"
