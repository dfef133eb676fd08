"""The shapes of payout files. A row is read into the same words whatever the gateway calls its columns.

Sources: docs/how/simulators.md (sandbox); Stripe, “Balance change from activity” and “Payout reconciliation” reports,
itemized (columns balance_transaction_id, reporting_category, gross, fee, net, currency, source_id, charge_id …).
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from core.errors import InvalidInput
from payments.models import PayoutShape
from payments.statuses import TransactionKind

MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a payout file. ``moved`` is the kind of movement it accounts for; None for fees and payouts."""

    line: int
    reference: str
    kind: str
    moved: TransactionKind | None
    names: Sequence[str]
    amount: Decimal
    fee: Decimal
    net: Decimal
    currency: str
    occurred_at: datetime
    payout: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Which column says what; several where exports of the same gateway differ, the first that is filled counts."""

    gateway: str
    reference: Sequence[str]
    kind: Sequence[str]
    names: Sequence[str]
    amount: Sequence[str]
    fee: Sequence[str]
    net: Sequence[str]
    currency: Sequence[str]
    occurred_at: Sequence[str]
    payout: Sequence[str]
    moved: Mapping[str, TransactionKind]

    @property
    def needed(self) -> Sequence[Sequence[str]]:
        return (self.reference, self.kind, self.amount, self.net, self.currency, self.occurred_at)


SHAPES: Mapping[str, Shape] = {
    PayoutShape.SANDBOX: Shape(
        gateway="sandbox", reference=("id",), kind=("type",), names=("source",), amount=("amount",), fee=("fee",),
        net=("net",), currency=("currency",), occurred_at=("created_at",), payout=("payout",),
        moved={"capture": TransactionKind.CAPTURE, "refund": TransactionKind.REFUND,
               "dispute": TransactionKind.CHARGEBACK},
    ),
    PayoutShape.STRIPE: Shape(
        gateway="stripe", reference=("balance_transaction_id", "id"), kind=("reporting_category", "type"),
        names=("source_id", "refund_id", "dispute_id", "charge_id", "payment_intent_id", "source"),
        amount=("gross", "amount"), fee=("fee",), net=("net",), currency=("currency",),
        occurred_at=("created_utc", "created"), payout=("automatic_payout_id", "payout_id"),
        moved={"charge": TransactionKind.CAPTURE, "payment": TransactionKind.CAPTURE,
               "refund": TransactionKind.REFUND, "payment_refund": TransactionKind.REFUND,
               "refund_failure": TransactionKind.RETURN,
               "dispute": TransactionKind.CHARGEBACK},
    ),
}  # fmt: skip


def read_lines(raw: bytes, shape_name: str) -> Iterator[Line]:
    """The lines of a file, in order. Raises InvalidInput naming line and column, in words for who uploaded it."""
    shape = SHAPES[shape_name]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput("The file is not UTF-8 text. Export it anew as CSV.", field="file") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = [name.strip().lower() for name in reader.fieldnames or []]
    missing = [" or ".join(names) for names in shape.needed if not set(names) & set(header)]
    if missing:
        raise InvalidInput(f"The file lacks the columns {', '.join(missing)}. Is it of this gateway?", field="file")
    reader.fieldnames = header
    for number, row in enumerate(reader, start=2):
        if number > MOST_ROWS + 1:
            raise InvalidInput(f"More than {MOST_ROWS:,} rows: split the file.", field="file")
        yield _line(number, row, shape)


def _line(number: int, row: Mapping[str, str | None], shape: Shape) -> Line:
    def text(columns: Sequence[str]) -> str:
        return next((value.strip() for name in columns if (value := row.get(name)) and value.strip()), "")

    def decimal(columns: Sequence[str], *, empty: str = "") -> Decimal:
        try:
            value = Decimal(text(columns) or empty)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or abs(value) >= Decimal(10) ** 13:
            raise InvalidInput(f"Line {number}: “{text(columns)}” in {columns[0]} is no amount.", field="file")
        return value

    if not text(shape.reference):
        raise InvalidInput(f"Line {number}: {shape.reference[0]} is empty.", field="file")
    kind = text(shape.kind).lower()
    return Line(
        line=number, reference=text(shape.reference)[:64], kind=kind[:40], moved=shape.moved.get(kind),
        names=list(dict.fromkeys(name for column in shape.names if (name := text((column,))))),
        amount=decimal(shape.amount), fee=decimal(shape.fee, empty="0"), net=decimal(shape.net),
        currency=text(shape.currency).upper()[:3], occurred_at=_moment(text(shape.occurred_at), number),
        payout=text(shape.payout)[:64],
    )  # fmt: skip


def _moment(text: str, number: int) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"Line {number}: “{text}” is no time.", field="file") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
