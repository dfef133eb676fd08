from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from core.money import format_money
from payments.statuses import UNDER_WAY, Outcome, TransactionKind


class PaymentTransaction(models.Model):
    """One movement of money, promised or made. Append-only: only the outcome moves, and only forward.

    ``key`` is the gateway's idempotency key, stored before the call.
    """

    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="transactions")
    kind = models.CharField(max_length=14, choices=TransactionKind.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.REQUESTED)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    currency = models.CharField(max_length=3)
    key = models.CharField(max_length=64, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    gateway = models.CharField(max_length=24, blank=True)
    gateway_reference = models.CharField(max_length=64, blank=True)
    error = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=120, blank=True, help_text="What a person wrote: the bank's reference, say.")
    is_lapse = models.BooleanField(default=False, help_text="A void by the calendar: the authorization ran out.")
    requested_by = models.CharField(
        max_length=64, blank=True, default="", db_default="", help_text="Who or what had it done."
    )
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Until when an authorization holds.")
    created_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "gateway_reference"],
                name="transaction_reference_unique",
                condition=~Q(gateway_reference=""),
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="transaction_positive"),
        ]
        indexes = [
            models.Index(fields=["payment", "kind"], name="transaction_payment"),
            models.Index(
                fields=["expires_at"],
                name="transaction_expiring",
                condition=Q(kind=TransactionKind.AUTHORIZATION, outcome=Outcome.SUCCEEDED, expires_at__isnull=False),
            ),
            # The parts of a charge by its own name; few gateways have such, so few rows are in it.
            models.Index(
                Func(F("gateway_reference"), Value(":"), Value(1), function="split_part"),
                name="transaction_part_of",
                condition=Q(gateway_reference__contains=":"),
            ),
            models.Index(fields=["created_at"], name="transaction_open", condition=Q(outcome__in=UNDER_WAY)),
            models.Index(
                fields=["settled_at"],
                name="transaction_given_back",
                condition=Q(kind__in=[TransactionKind.REFUND, TransactionKind.RETURN]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {format_money(self.amount, self.currency)} ({self.outcome})"
