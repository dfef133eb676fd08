"""What was invoiced of an order already, by what it was for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Case, F, Sum, When

from core.money import ZERO, quantize
from orders.models import OrderLine
from payments.models import Document, DocumentLine, RefundKind, RefundLine
from payments.statuses import DocumentKind, LineKind, RefundState


@dataclass(frozen=True, slots=True)
class Key:
    """What a line of a document is for: a line, a charge, or a credit of the order, at one tax rate."""

    kind: str
    row_id: int | None
    tax_percent: Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """Units of something and what they cost, in the order's currency; signed where parts are compared."""

    key: Key
    units: int
    amount: Decimal
    discount: Decimal
    tax: Decimal
    includes_tax: bool

    @property
    def total(self) -> Decimal:
        """What the buyer pays for it."""
        return self.amount - self.discount + (ZERO if self.includes_tax else self.tax)

    @property
    def base(self) -> Decimal:
        """What the tax is taken of."""
        return self.amount - self.discount - (self.tax if self.includes_tax else ZERO)

    def less(self, other: "Part") -> "Part":
        """What this has more than the other; negative where it has less."""
        return replace(
            self, units=self.units - other.units, amount=self.amount - other.amount,
            discount=self.discount - other.discount, tax=self.tax - other.tax,
        )  # fmt: skip

    def cut(self, total: Decimal, currency: str) -> tuple["Part", "Part"]:
        """A part of it that costs exactly ``total``, with all its units, and the rest; together they are the whole."""
        discount = quantize(self.discount * total / self.total, currency)
        tax = quantize(self.tax * total / self.total, currency)
        amount = total + discount - (ZERO if self.includes_tax else tax)
        first = replace(self, amount=amount, discount=discount, tax=tax)
        return first, replace(self.less(first), units=0)


def nothing(key: Key, *, includes_tax: bool) -> Part:
    return Part(key, 0, ZERO, ZERO, ZERO, includes_tax)


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice with what credit notes leave of it, and what it has lines for."""

    document: Document
    left: Decimal
    keys: frozenset[Key]


def parts_billed(order_id: int, *, includes_tax: bool) -> dict[Key, Part]:
    """Invoices less credit notes of the order, by what it was for. One query."""
    rows = (
        DocumentLine.objects.filter(document__order_id=order_id)
        .order_by()
        .values_list("kind", "line_id_of_order", "charge_id_of_order", "tax_percent")
        .annotate(
            of_units=_signed_sum("units"), of_amount=_signed_sum("amount"),
            of_discount=_signed_sum("discount_amount"), of_tax=_signed_sum("tax_amount"),
        )
    )  # fmt: skip
    parts = {}
    for kind, line_id, charge_id, percent, units, amount, discount, tax in rows:
        key = Key(kind, line_id or charge_id, percent)
        parts[key] = Part(key, units or 0, amount, discount, tax, includes_tax)
    return parts


def _signed_sum(column: str) -> Sum:
    """Invoices count up, credit notes down."""
    return Sum(Case(When(document__kind=DocumentKind.INVOICE, then=F(column)), default=-F(column)))


def goods_and_charges(parts: Iterable[Part]) -> list[Part]:
    return [part for part in parts if part.key.kind != LineKind.CREDIT]


def credits_given(parts: Iterable[Part]) -> list[Part]:
    """What was given back by agreement, as positive parts."""
    given = [part for part in parts if part.key.kind == LineKind.CREDIT]
    return [nothing(part.key, includes_tax=part.includes_tax).less(part) for part in given]


def units_back(lines: Iterable[OrderLine]) -> dict[int, int]:
    """Units by line whose money came back, as a return or by a refund without one. One query."""
    units = {line.pk: line.credited_units for line in lines}
    refunded = RefundLine.objects.filter(
        kind=RefundKind.UNITS, order_line__in=units, refund__state=RefundState.SUCCEEDED
    )
    for line_id, count in refunded.values_list("order_line_id", "units"):
        units[line_id or 0] += count
    return units


def open_invoices(order_id: int) -> list[OpenInvoice]:
    """The order's invoices that are not credited in full, oldest first. Two queries."""
    invoices = (
        Document.objects.filter(order_id=order_id, kind=DocumentKind.INVOICE)
        .annotate(credited=Sum("credit_notes__total", default=ZERO))
        .prefetch_related("lines")
        .order_by("pk")
    )
    return [
        OpenInvoice(invoice, invoice.total - invoice.credited, frozenset(_key_of(line) for line in invoice.lines.all()))
        for invoice in invoices
        if invoice.total > invoice.credited
    ]


def _key_of(line: DocumentLine) -> Key:
    return Key(line.kind, line.line_id_of_order or line.charge_id_of_order, line.tax_percent)
