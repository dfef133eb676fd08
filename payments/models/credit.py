from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from core.money import format_money
from payments.credit_lifecycle import CreditGrantMoves
from payments.credit_words import CreditKind, EntryKind, GrantState


class CreditAccount(models.Model):
    """What somebody has with us in one currency: a customer's store credit, or a gift card of whoever has its code.

    ``balance`` is free to be spent, and the sum of the entries; the database refuses less than nothing.
    """

    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=16, choices=CreditKind.choices)
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="credit_accounts"
    )
    currency = models.CharField(max_length=3)
    balance = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    fingerprint = models.CharField(max_length=80, blank=True, help_text="Of a gift card's code; the code is not kept.")
    last4 = models.CharField("code ends in", max_length=4, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(balance__gte=0), name="credit_balance_not_negative"),
            models.CheckConstraint(
                condition=Q(kind="store_credit", customer__isnull=False, fingerprint="", expires_at=None)
                | Q(kind="gift_card") & ~Q(fingerprint=""),
                name="credit_has_an_owner",
            ),
            models.UniqueConstraint(
                fields=["customer", "currency"], name="credit_store_once", condition=Q(kind="store_credit")
            ),
            models.UniqueConstraint(fields=["fingerprint"], name="credit_code_once", condition=~Q(fingerprint="")),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="credit_expiring", condition=Q(balance__gt=0)),
            models.Index(fields=["customer"], name="credit_customer"),
        ]
        permissions = [
            ("issue_credit", "Can issue store credit and gift cards"),
            ("approve_credit", "Can approve credit that somebody else issued"),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.get_kind_display().lower()})"


class CreditEntry(models.Model):
    """One movement of credit: append-only, once per key. What an order does with it names the ledger's transaction."""

    account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=8, choices=EntryKind.choices)
    amount = models.DecimalField(max_digits=19, decimal_places=4, help_text="Negative when it was taken.")
    balance_after = models.DecimalField(max_digits=19, decimal_places=4)
    key = models.CharField(max_length=80, unique=True)
    transaction = models.OneToOneField(
        "payments.PaymentTransaction", null=True, blank=True, on_delete=models.PROTECT, related_name="credit_entry"
    )
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "credit entries"
        constraints = [
            models.CheckConstraint(condition=Q(balance_after__gte=0), name="credit_entry_not_negative"),
            models.CheckConstraint(
                condition=Q(kind__in=["issue", "release", "refund"], amount__gt=0)
                | Q(kind__in=["spend", "expire"], amount__lt=0),
                name="credit_entry_sign",
            ),
        ]
        indexes = [models.Index(fields=["account", "id"], name="credit_entry_account")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class CreditGrant(CreditGrantMoves, StateModel):
    """Credit somebody gives away: at once up to a limit, above it when a second person agreed."""

    account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="grants")
    state = StateField(choices=GrantState.choices, default=GrantState.WAITING)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    reason = models.CharField(max_length=200)
    key = models.CharField(max_length=80, unique=True, help_text="The same wish twice is one grant.")
    granted_by = models.CharField(max_length=64)
    decided_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="credit_grant_positive",
                violation_error_message="The amount must be above zero.",
            )
        ]
        indexes = [models.Index(fields=["id"], name="credit_grant_waiting", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{format_money(self.amount, self.account.currency)} for {self.account}"
