from django.db import models
from django.db.models.functions import Now


class LinkEnd(models.TextChoices):
    """Why a link was taken back."""

    OFFICE = "office", "Taken back by the office"
    RENEWED = "renewed", "A new one was sent instead"
    ERASED = "erased", "The customer was erased"


class SignedLink(models.Model):
    """A link a customer can open without an account; only the token's hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=24)
    order_id = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_because = models.CharField(max_length=8, choices=LinkEnd.choices, blank=True, default="", db_default="")
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["order_id"], name="link_order")]

    def __str__(self) -> str:
        return f"{self.purpose} link {self.pk}"
