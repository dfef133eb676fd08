"""Invoices and credit notes of an order: they come with the order's own row, so that the page asks nothing more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, OuterRef, QuerySet
from django.db.models.functions import Cast, JSONObject
from django.utils.dateparse import parse_date
from django.utils.safestring import SafeString

from core.admin.chips import state_chip
from orders.models import Order
from payments.models import Document
from payments.statuses import DocumentKind

TONES = {"invoice": "info", "credit_note": "warn"}


@dataclass(frozen=True)
class DocumentRow:
    """``amount`` is negative for a credit note; ``copies`` counts prints and later mails."""

    pk: int
    number: str
    chip: SafeString
    amount: Decimal
    issued_on: date | None
    due_on: date | None
    copies: int


def with_documents(orders: "QuerySet[Order]") -> "QuerySet[Order]":
    """The orders with what ``document_rows`` reads; no query of its own."""
    documents = (
        Document.objects.filter(order=OuterRef("pk"))
        .annotate(made=Count("copies"), amount=Cast("total", CharField()))
        .order_by("pk")
    )
    columns = {name: name for name in ("pk", "number", "kind", "amount", "issued_on", "due_on", "made")}
    return orders.annotate(document_rows=ArraySubquery(documents.values(row=JSONObject(**columns))))


def document_rows(order: Order) -> Sequence[DocumentRow]:
    """The papers of an order read by ``with_documents``, oldest first."""
    return [_row(row) for row in getattr(order, "document_rows", ())]


def _row(row: Mapping[str, Any]) -> DocumentRow:
    sign = -1 if row["kind"] == DocumentKind.CREDIT_NOTE else 1
    return DocumentRow(
        pk=row["pk"], number=row["number"], chip=state_chip(row["kind"], DocumentKind(row["kind"]).label, TONES),
        amount=sign * Decimal(row["amount"]), issued_on=_day(row["issued_on"]), due_on=_day(row["due_on"]),
        copies=row["made"],
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return parse_date(text) if text else None
