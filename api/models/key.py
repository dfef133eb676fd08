from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Scope(models.TextChoices):
    READ = "orders:read", "Read orders"
    WRITE = "orders:write", "Place orders, write drafts"
    CANCEL = "orders:cancel", "Cancel orders and lines"
    ADDRESS = "orders:change_address", "Send orders to another address"
    EDIT = "orders:edit", "Edit placed orders"
    OVERRIDE = "orders:override_price", "Set prices other than the list's"
    PEOPLE = "customers:read", "Read customers: names, addresses"
    STOCK = "stock:read", "Read availability, ask for quotes"
    RESERVE = "stock:reserve", "Reserve goods and release them"
    GRANT = "refunds:grant", "Grant refunds"
    APPROVE = "refunds:approve", "Approve and cancel refunds"
    REQUEST = "refunds:request", "Have refunds paid"
    HOOKS = "webhooks:manage", "Manage the channel's webhooks"


class ApiKey(models.Model):
    """What a shop shows to be let in: bound to one channel, hashed, able to expire and be revoked."""

    channel = models.ForeignKey("catalog.Channel", on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True, help_text="The part of the key that may be shown.")
    key_hash = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=24, choices=Scope.choices))
    requests_per_minute = models.PositiveIntegerField(
        null=True, blank=True, help_text="Empty: as many as the house allows every key; 0: no limit."
    )
    made_by = models.CharField(max_length=64, blank=True, db_default="", help_text="Who answers for what it does.")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
