from django.db import models
from django.db.models.functions import Now


class IdempotencyKey(models.Model):
    """A request that was accepted once; the answer is rendered again from what it made."""

    scope = models.CharField(max_length=64, help_text="Whose key space: the API key or form.")
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64, help_text="SHA-256 of the canonical request.")
    kind = models.CharField(max_length=40, help_text="What it made.")
    reference = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotency_scope_key_unique")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_created")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
