"""A bank's statement as CSV: parsed whole, or refused with every row that cannot be read."""

import csv
import datetime
import io
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from hashlib import sha256

from core.errors import InvalidInput
from core.money import UnknownCurrency, quantize

COLUMNS = ("booked_on", "amount", "currency", "text", "payer", "bank_id")
MUST = ("booked_on", "amount", "currency")
LARGEST = 4 * 1024 * 1024
MOST_LINES = 20_000
# Enough to see what is wrong with a file; not a page of it.
TOLD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedLine:
    """One line; ``amount`` is positive when money came in. ``key`` is the same whenever the line is sent again."""

    key: str
    booked_on: datetime.date
    amount: Decimal
    currency: str
    text: str
    payer: str


def parse_statement(content: bytes) -> list[ParsedLine]:
    """The lines of a file. Raises InvalidInput naming the columns that are missing, or the rows that are wrong."""
    if len(content) > LARGEST:
        raise InvalidInput(f"The file is larger than {LARGEST // 1024 // 1024} MiB. Split it.", field="file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput("The file is not UTF-8. Save it as CSV in UTF-8.", field="file") from error
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=False))
    _check_shape(rows)
    return _parsed(rows, decimal_comma=separator == ";")


def _check_shape(rows: list[dict[str, str]]) -> None:
    if not rows:
        raise InvalidInput("The file has no line.", field="file")
    missing = [name for name in MUST if name not in rows[0]]
    if missing:
        told = f"The columns {', '.join(missing)} are missing. The first row names them: {', '.join(COLUMNS)}."
        raise InvalidInput(told, field="file")
    if len(rows) > MOST_LINES:
        raise InvalidInput(f"The file has more than {MOST_LINES} lines. Split it.", field="file")


def _parsed(rows: list[dict[str, str]], *, decimal_comma: bool) -> list[ParsedLine]:
    lines, wrong, seen = [], [], Counter[str]()
    for number, row in enumerate(rows, start=2):
        try:
            line = _line({name: (row.get(name) or "").strip() for name in COLUMNS}, seen, decimal_comma=decimal_comma)
        except (ValueError, InvalidOperation, UnknownCurrency) as error:
            wrong.append(f"row {number}: {error or 'this is no amount'}")
        else:
            lines.append(line)
    if wrong:
        more = f" And {len(wrong) - TOLD} more." if len(wrong) > TOLD else ""
        raise InvalidInput(f"Nothing was taken in: {'; '.join(wrong[:TOLD])}.{more}", field="file")
    return lines


def _line(row: dict[str, str], seen: Counter[str], *, decimal_comma: bool) -> ParsedLine:
    booked_on = datetime.date.fromisoformat(row["booked_on"])
    currency = row["currency"].upper()
    amount = _amount(row["amount"], currency, decimal_comma=decimal_comma)
    # Without the bank's own id two equal lines of one file are two; the same file again is the same lines.
    said = f"{booked_on}|{amount}|{currency}|{row['text']}|{row['payer']}"
    seen[said] += 1
    identity = f"id|{row['bank_id']}" if row["bank_id"] else f"{said}|{seen[said]}"
    return ParsedLine(
        key=sha256(identity.encode()).hexdigest(), booked_on=booked_on, amount=amount, currency=currency,
        text=row["text"][:400], payer=row["payer"][:160],
    )  # fmt: skip


def _amount(said: str, currency: str, *, decimal_comma: bool) -> Decimal:
    if decimal_comma and "," in said:
        said = said.replace(".", "").replace(",", ".")
    try:
        amount = Decimal(said)
    except InvalidOperation:
        raise ValueError(f"“{said}” is no amount") from None
    if not amount.is_finite() or abs(amount) >= 10**13 or amount != quantize(amount, currency):
        raise ValueError(f"{said} is no amount in {currency}")
    return amount
