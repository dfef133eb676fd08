"""The journal's file: one line a posting, debit and credit in columns of their own, the same bytes at any time."""

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from core.csv_lines import CHUNK, csv_lines
from core.money import ZERO
from reports.models import JournalLine

HEADER = (
    "day", "channel", "currency", "account", "account_name", "kind", "detail", "tax_percent", "debit", "credit",
    "written_for", "reference", "order", "sku_id", "units", "booked_at",
)  # fmt: skip
_FIELDS = (
    "channel", "currency", "code", "name", "account", "detail", "tax_percent", "amount", "source_kind", "reference",
    "order_number", "sku_id", "quantity", "booked_at",
)  # fmt: skip


def journal_rows(lines: QuerySet[JournalLine], *, day: str) -> Iterator[str]:
    """The header, then the lines in the order they were written; times in UTC, amounts as plain decimals."""
    return csv_lines(HEADER, (_row(day, row) for row in _values(lines)))


def sha256_of(lines: QuerySet[JournalLine], *, day: str) -> str:
    """The fingerprint of the file's bytes."""
    digest = hashlib.sha256()
    for line in journal_rows(lines, day=day):
        digest.update(line.encode())
    return digest.hexdigest()


def _values(lines: QuerySet[JournalLine]) -> Iterator[tuple[Any, ...]]:
    return lines.order_by("pk").values_list(*_FIELDS).iterator(chunk_size=CHUNK)


def _row(day: str, row: tuple[Any, ...]) -> list[Any]:
    *before, amount, source, reference, order, sku_id, quantity, at = row
    debit, credit = (amount, None) if amount > ZERO else (None, -amount)
    return [day, *before, _plain(debit), _plain(credit), source, reference, order, sku_id, quantity or None, at]


def _plain(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else abs(amount)
