from django.db import models
from django.db.models.functions import Now


class DenyKind(models.TextChoices):
    EMAIL = "email", "E-mail"
    DOMAIN = "domain", "Mail domain"
    CARD = "card", "Card"
    ADDRESS = "address", "Address"
    IP = "ip", "IP address"
    PHONE = "phone", "Phone"


class DenyListEntry(models.Model):
    """Somebody or something that we do not sell to unseen, until when, and why.

    ``value`` is in the form of ``payments.selectors.marks``, so that spelling does not help anybody past it.
    """

    kind = models.CharField(max_length=8, choices=DenyKind.choices)
    value = models.CharField(max_length=320)
    reason = models.CharField(max_length=200)
    order = models.ForeignKey(
        "orders.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="deny_entries",
        help_text="The declined order that brought it here.",
    )  # fmt: skip
    added_by = models.CharField(max_length=64)
    added_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty: for good.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="deny_entry_unique")]
        verbose_name_plural = "deny list"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"
