"""Invoices and credit notes: written once, numbered without gaps, never changed. Triggers refuse every later touch."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.money import tidy
from payments.statuses import CopyKind, DocumentKind, LineKind, SettlementTerms


def amount_field() -> models.DecimalField:
    """An amount in the document's currency."""
    return models.DecimalField(max_digits=19, decimal_places=4)


class DocumentSeries(models.Model):
    """The last number given out of a kind of document of a channel in a year; counted in the issuing transaction."""

    channel = models.ForeignKey("catalog.Channel", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=11, choices=DocumentKind.choices)
    year = models.PositiveSmallIntegerField()
    prefix = models.CharField(max_length=40)
    last_number = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name_plural = "document series"
        constraints = [
            models.UniqueConstraint(fields=["channel", "kind", "year"], name="document_series_once"),
            models.UniqueConstraint(fields=["prefix", "kind", "year"], name="document_series_prefix_once"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}"


class Document(models.Model):
    """An invoice, or a credit note that takes back part of one. Amounts are never negative; the kind says which way.

    What the parties are called is frozen as it was on the day of issue: law keeps an invoice as it was sent.
    """

    kind = models.CharField(max_length=11, choices=DocumentKind.choices)
    series = models.ForeignKey(DocumentSeries, on_delete=models.PROTECT, related_name="documents")
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=60, unique=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="documents")
    invoice = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="credit_notes",
        help_text="The invoice that a credit note takes back from.",
    )  # fmt: skip
    currency = models.CharField(max_length=3)
    prices_include_tax = models.BooleanField()
    locale = models.CharField(max_length=5)
    goods_amount = amount_field()
    tax_amount = amount_field()
    total = amount_field()
    seller = models.JSONField(help_text="Name, address, VAT id and foot as they were.")
    buyer = models.JSONField(help_text="Name, addresses and VAT id as they were.")
    po_number = models.CharField("customer's order number", max_length=64, blank=True)
    tax_note = models.CharField(max_length=160, blank=True, help_text="Why no tax is charged.")
    tax_treatment = models.CharField(max_length=16)
    terms = models.CharField(max_length=12, choices=SettlementTerms.choices)
    terms_days = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField(null=True, blank=True)
    ordered_on = models.DateField()
    supplied_on = models.DateField(help_text="When the goods of it left, or were taken back.")
    issued_on = models.DateField(help_text="In the channel's time zone.")
    # The start of the issuing transaction, not of the statement: afterwards no line is let in.
    issued_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        verbose_name = "invoice or credit note"
        verbose_name_plural = "invoices and credit notes"
        constraints = [
            models.UniqueConstraint(fields=["series", "sequence"], name="document_number_once"),
            models.CheckConstraint(
                condition=Q(kind="invoice", invoice=None) | Q(kind="credit_note", invoice__isnull=False),
                name="document_credit_note_has_invoice",
            ),
            models.CheckConstraint(
                condition=Q(total__gt=0)
                & (
                    Q(prices_include_tax=True, total=F("goods_amount"))
                    | Q(prices_include_tax=False, total=F("goods_amount") + F("tax_amount"))
                ),
                name="document_adds_up",
            ),
        ]
        indexes = [
            models.Index(fields=["order"], name="document_order"),
            models.Index(fields=["kind", "-id"], name="document_kind_id"),
            models.Index(fields=["-issued_on", "-id"], name="document_issued"),
            models.Index(fields=["invoice"], name="document_invoice", condition=Q(invoice__isnull=False)),
        ]
        permissions = [
            ("print_document", "Can print an invoice or credit note"),
            ("send_document", "Can mail an invoice or credit note again"),
            ("open_sealed_document", "Can see who bought on a sealed invoice"),
        ]

    def __str__(self) -> str:
        return self.number


class DocumentLine(models.Model):
    """Units of a line, a charge, or an agreed reduction. ``amount`` is before ``discount_amount``.

    ``units`` is empty for what has none. ``line_id_of_order`` and ``charge_id_of_order`` are plain numbers: an edit
    may delete a charge, a document never changes.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=LineKind.choices)
    line_id_of_order = models.BigIntegerField(null=True, blank=True)
    charge_id_of_order = models.BigIntegerField(null=True, blank=True)
    code = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=200)
    units = models.PositiveIntegerField(null=True, blank=True)
    unit_price = models.DecimalField(max_digits=19, decimal_places=6, null=True, blank=True)
    amount = amount_field()
    discount_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    tax_percent = models.DecimalField(max_digits=7, decimal_places=4)
    tax_amount = amount_field()

    class Meta:
        ordering = ["document_id", "position"]
        constraints = [models.UniqueConstraint(fields=["document", "position"], name="document_line_once")]

    def __str__(self) -> str:
        return self.name


class DocumentTax(models.Model):
    """The tax of one rate on a document; ``base_amount`` is without the tax."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="taxes")
    tax_percent = models.DecimalField(max_digits=7, decimal_places=4)
    base_amount = amount_field()
    tax_amount = amount_field()

    class Meta:
        ordering = ["document_id", "-tax_percent"]
        constraints = [models.UniqueConstraint(fields=["document", "tax_percent"], name="document_tax_once")]

    def __str__(self) -> str:
        return f"{tidy(self.tax_percent)} %"


class DocumentCopy(models.Model):
    """One time it left the house: printed by a person, or sent again."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="copies")
    kind = models.CharField(max_length=7, choices=CopyKind.choices)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "document copies"
        indexes = [models.Index(fields=["document"], name="document_copy")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.made_by}"
