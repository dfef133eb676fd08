"""The daily journal: double entry, written once a day from the house's own ledgers and never changed."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q

from reports.journal.words import CUSTOMER_ACCOUNTS, AccountKind, SourceKind


class JournalAccount(models.Model):
    """A line of the chart of accounts: where the journal posts a kind, of one detail or of all that have no line."""

    kind = models.CharField(max_length=20, choices=AccountKind.choices)
    detail = models.CharField(
        max_length=40, blank=True,
        help_text="Of tenders the gateway (“stripe”), gateway and method (“stripe/card”) or the method"
        " (“bank_transfer”); of sales, discounts and tax the rate (“20”). Empty: all without a line of their own.",
    )  # fmt: skip
    code = models.CharField(max_length=20, help_text="As accounting calls it. Holds for days closed from now on.")
    name = models.CharField(max_length=80)

    class Meta:
        verbose_name = "journal account"
        ordering = ["code", "kind", "detail"]
        constraints = [models.UniqueConstraint(fields=["kind", "detail"], name="journal_account_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class JournalDay(models.Model):
    """A closed business day: everything that had happened by its end and stood on no earlier one.

    It exists from the moment it is closed, together with its lines. The first one opens the books: its lines are
    the balances of that evening.
    """

    day = models.DateField(unique=True)
    is_opening = models.BooleanField(default=False)
    closed_at = models.DateTimeField(db_default=TransactionNow())
    closed_by = models.CharField(max_length=64)
    lines_total = models.PositiveIntegerField("lines")
    uncosted_movements = models.PositiveIntegerField(
        default=0, help_text="Movements of stock that wait for their SKU's unit cost; booked on the day it is known."
    )
    sha256 = models.CharField("SHA-256 of the file", max_length=64)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_opening"], name="journal_opens_once", condition=Q(is_opening=True)
            )
        ]  # fmt: skip
        permissions = [
            ("close_journal", "Can open the journal and close its days"),
            ("export_journal", "Can download the journal"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class JournalLine(models.Model):
    """One posting: a debit when ``amount`` is positive, a credit when it is negative, in ``currency``.

    Codes and names are frozen as they were. What it was written for is named by kind and key: a journal outlives rows
    that are moved away, and it keeps no person.
    """

    day = models.ForeignKey(JournalDay, on_delete=models.PROTECT, related_name="lines")
    channel = models.CharField(max_length=32, blank=True, help_text="Code of the channel; empty for the whole house.")
    currency = models.CharField(max_length=3, blank=True)
    account = models.CharField(max_length=20, choices=AccountKind.choices)
    detail = models.CharField(max_length=40, blank=True)
    code = models.CharField("account code", max_length=20)
    name = models.CharField("account name", max_length=80)
    tax_percent = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    source_kind = models.CharField("written for", max_length=16, choices=SourceKind.choices)
    source_id = models.BigIntegerField()
    entry = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=64, blank=True)
    order_id = models.BigIntegerField(null=True, blank=True)
    order_number = models.CharField(max_length=24, blank=True)
    sku_id = models.BigIntegerField(null=True, blank=True)
    quantity = models.IntegerField(default=0, db_default=0, help_text="Units of stock that the value is of.")
    booked_at = models.DateTimeField(help_text="When it happened; the day is the first that was open then.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "entry"], name="journal_source_once",
                condition=~Q(source_kind=SourceKind.REVALUATION),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["day", "account", "id"], name="journal_line_day"),
            models.Index(
                fields=["order_id"], name="journal_line_order",
                condition=Q(account__in=[str(kind) for kind in CUSTOMER_ACCOUNTS]),
            ),
            models.Index(fields=["sku_id"], name="journal_line_sku", condition=Q(account="inventory")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.amount} {self.currency}"
