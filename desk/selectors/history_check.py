"""Reports over the imported history, held against what the raw files say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from catalog.models import Channel
from core.money import ZERO
from desk.imports.uci.master import HISTORY_CHANNEL
from desk.models import ImportedCredit
from desk.selectors.raw_history import RawHistory
from reports.definitions.kinds import Scope
from reports.registry import REPORTS
from reports.selectors.running import Line, Table, run_report

TOP = 20


@dataclass(frozen=True)
class Compared:
    """One figure of a report beside the same from the raw rows."""

    name: str
    report: Any
    raw: Any

    @property
    def agrees(self) -> bool:
        return bool(self.report == self.raw)


def compare(raw: RawHistory, *, first: date, last: date, now: datetime) -> Iterator[Compared]:
    """Every figure of the acceptance: months, cancellations, best SKUs, countries, repeat customers."""
    yield from _months(raw, _table("sales", "month", first, last, now))
    yield from _cancellations(raw, _table("cancellations", "month", first, last, now))
    yield from _best(raw, _table("goods", "sku", first, last, now))
    yield from _countries(raw, _table("sales", "country", first, last, now))
    yield from _customers(raw, _table("repeat-customers", "month", first, last, now))


def _table(slug: str, by: str, first: date, last: date, now: datetime) -> Table:
    channel = Channel.objects.get(code=HISTORY_CHANNEL)
    scope = Scope(first=first, last=last, by=by, filters={"channel": str(channel.pk)})
    return run_report(REPORTS[slug], scope, now=now)


def _by(table: Table) -> dict[str, Line]:
    return {line.text: line for line in table.lines}


def _pence(value: Any) -> Decimal:
    return Decimal(value or 0).quantize(Decimal("0.01"))


def _months(raw: RawHistory, table: Table) -> Iterator[Compared]:
    lines = _by(table)
    for month, said in sorted(raw.months.items()):
        values = lines[month].values if month in lines else {}
        yield Compared(f"{month} orders", values.get("orders", 0), said.orders)
        yield Compared(f"{month} sales", _pence(values.get("total")), _pence(said.sales))


def _cancellations(raw: RawHistory, table: Table) -> Iterator[Compared]:
    """What reduced an order stands in the report; what matches no order is kept beside the orders."""
    lines = _by(table)
    rows = (
        ImportedCredit.objects.filter(invoice__startswith="C")
        .annotate(month=TruncMonth("at"))
        .values_list("month")
        .annotate(Sum("unmatched_value"))
        .order_by("month")
    )
    unmatched = {f"{month:%Y-%m}": value for month, value in rows}
    for month, said in sorted(raw.months.items()):
        matched = lines[month].values["value"] if month in lines else ZERO
        name = f"{month} canceled (on orders {_pence(matched)}, of no order {_pence(unmatched.get(month))})"
        yield Compared(name, _pence(matched + unmatched.get(month, ZERO)), _pence(said.canceled))


def _best(raw: RawHistory, table: Table) -> Iterator[Compared]:
    best = sorted(raw.goods.items(), key=lambda one: (-one[1], one[0]))[:TOP]
    found = {line.text.partition(" ")[0]: line for line in table.lines}
    for place, (code, value) in enumerate(best, start=1):
        values = found[code].values if code in found else {}
        yield Compared(f"SKU {place} {code} goods", _pence(values.get("gross")), _pence(value))
        yield Compared(f"SKU {place} {code} units", values.get("units"), raw.units[code])


def _countries(raw: RawHistory, table: Table) -> Iterator[Compared]:
    lines = _by(table)
    for code in sorted(raw.orders_by_country.keys() | lines.keys()):
        values = lines[code].values if code in lines else {}
        yield Compared(f"{code} orders", values.get("orders"), raw.orders_by_country[code])
        yield Compared(f"{code} sales", _pence(values.get("total")), _pence(raw.value_by_country[code]))


def _customers(raw: RawHistory, table: Table) -> Iterator[Compared]:
    """A guest of the files is a customer of one order; who came back is a numbered customer."""
    guests = sum(month.orders for month in raw.months.values()) - sum(raw.orders_by_customer.values())
    (total,) = table.totals
    yield Compared("customers", total.values["customers"], len(raw.orders_by_customer) + guests)
    yield Compared("customers who came back", total.values["repeaters"], raw.repeat_customers)
