"""Staged rows put together to invoices, and what became of each row written back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from core.models import ImportJob, ImportRow, RowOutcome
from desk.imports.uci.classing import class_rows, rejection
from desk.imports.uci.countries import country_code
from desk.imports.uci.parsing import Row, RowRejected, parse_row

_WRITE = """
UPDATE core_importrow r SET outcome = v.outcome, target_kind = v.kind, target_id = v.target, field = v.field,
       reason = v.reason
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::text[])
     AS v (id, outcome, kind, target, field, reason)
WHERE r.id = v.id
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one staged row became."""

    row_id: int
    outcome: str
    kind: str = ""
    target_id: int | None = None
    field: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A row that could be read, with the key of its staged original."""

    row_id: int
    row: Row


@dataclass(slots=True)
class Invoice:
    """The readable rows of one invoice by what they are meant for, and those that cannot be used."""

    number: str
    country: str = ""
    items: dict[RowOutcome, list[Item]] = field(default_factory=lambda: defaultdict(list))
    rejected: list[Verdict] = field(default_factory=list)

    @property
    def goods(self) -> list[Item]:
        return self.items[RowOutcome.ORDER_LINE]

    @property
    def charges(self) -> list[Item]:
        return self.items[RowOutcome.CHARGE]

    @property
    def discounts(self) -> list[Item]:
        return self.items[RowOutcome.DISCOUNT]

    @property
    def adjustments(self) -> list[Item]:
        return self.items[RowOutcome.ADJUSTMENT]

    @property
    def credits(self) -> list[Item]:
        return self.items[RowOutcome.CREDIT]

    @property
    def is_order(self) -> bool:
        return bool(self.goods or self.charges)

    @property
    def first(self) -> Row:
        """The earliest row, whose customer and moment are the invoice's."""
        return min((item.row for items in self.items.values() for item in items), key=lambda row: (row.at, row.line))

    @property
    def at(self) -> datetime:
        return self.first.at

    @property
    def customer(self) -> str:
        return self.first.customer

    def reject(self, items: Iterable[Item], *, field: str, reason: str) -> None:
        """Give rows up, each with the reason."""
        self.rejected += [Verdict(item.row_id, RowOutcome.REJECTED, field=field, reason=reason) for item in items]


def load_invoices(*, job: ImportJob, numbers: Sequence[str]) -> list[Invoice]:
    """The pending rows of these invoices, read and classed, in the order given."""
    rows = (
        ImportRow.objects.filter(job=job, group__in=numbers, outcome=RowOutcome.PENDING)
        .order_by("line")
        .values_list("id", "line", "group", "raw")
    )
    invoices = {number: Invoice(number) for number in numbers}
    readable: dict[str, list[Item]] = defaultdict(list)
    for row_id, line, number, raw in rows:
        try:
            readable[number].append(Item(row_id, parse_row(line, raw)))
        except RowRejected as error:
            invoices[number].rejected.append(
                Verdict(row_id, RowOutcome.REJECTED, field=error.field, reason=error.reason)
            )
    for number, items in readable.items():
        _class_items(invoices[number], items)
    return list(invoices.values())


def _class_items(invoice: Invoice, items: list[Item]) -> None:
    country = items[0].row.country
    invoice.country = country_code(country)
    if not invoice.country:
        invoice.reject(items, field="Country", reason=f"“{country}” is not a country we know.")
        return
    for item, outcome in zip(items, class_rows([item.row for item in items]), strict=True):
        if outcome == RowOutcome.REJECTED:
            field_name, reason = rejection(item.row)
            invoice.reject([item], field=field_name, reason=reason)
        else:
            invoice.items[outcome].append(item)


def record_verdicts(verdicts: Sequence[Verdict]) -> None:
    """Write down what the rows became, in one statement."""
    if not verdicts:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            [
                [verdict.row_id for verdict in verdicts],
                [str(verdict.outcome) for verdict in verdicts],
                [verdict.kind for verdict in verdicts],
                [verdict.target_id for verdict in verdicts],
                [verdict.field for verdict in verdicts],
                [verdict.reason for verdict in verdicts],
            ],
        )
