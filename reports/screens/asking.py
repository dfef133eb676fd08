"""What somebody asks a report for, read from the page's address; anything unreadable is the default."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from catalog.models import Channel, Product
from inventory.models import Warehouse
from reports.definitions.kinds import Dimension, Report, Scope
from reports.models import ExchangeRate
from shipping.models import CarrierAccount

COMPARISONS = (("", "Nothing"), ("previous", "The days before"), ("year", "The same days a year before"))
LONGEST_DAYS = 3700
CATEGORIES_SHOWN = 300


@dataclass(frozen=True)
class Choice:
    """One field of the page's form; without options a text."""

    name: str
    label: str
    value: str
    options: tuple[tuple[str, str], ...] = ()
    kind: str = "text"
    help: str = ""


def periods(today: date) -> tuple[tuple[str, str, date, date], ...]:
    """Periods people ask for: code, name, first and last day."""
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    last_month = month - timedelta(days=1)
    return (
        ("today", "Today", today, today),
        ("7", "Last 7 days", today - timedelta(days=6), today),
        ("30", "Last 30 days", today - timedelta(days=29), today),
        ("90", "Last 90 days", today - timedelta(days=89), today),
        ("month", "This month", month, today),
        ("last-month", "Last month", last_month.replace(day=1), last_month),
        ("year", "This year", year, today),
    )


def scope_of(report: Report, asked: Mapping[str, str], *, today: date, dimensions: tuple[Dimension, ...]) -> Scope:
    """The scope an address asks for; 30 days by the report's first dimension when it asks for nothing."""
    first, last = _days(asked, today)
    by = asked.get("by", "")
    known = by if by in {one.code for one in dimensions} else dimensions[0].code
    compare = asked.get("compare", "")
    return Scope(
        first=first, last=last, by=known,
        filters={name: asked[name].strip() for name in report.filters if _is_usable(name, asked.get(name, ""))},
        compare="" if report.is_snapshot or compare not in dict(COMPARISONS) else compare,
        convert=asked.get("convert", "").upper() if report.has_currency and len(asked.get("convert", "")) == 3 else "",
    )  # fmt: skip


def _is_usable(name: str, value: str) -> bool:
    if name in ("channel", "warehouse", "carrier"):
        return value.isdecimal() and len(value) < 19
    return bool(value.strip()) and "\x00" not in value


def _days(asked: Mapping[str, str], today: date) -> tuple[date, date]:
    known = {code: (first, last) for code, _, first, last in periods(today)}
    if asked.get("period") in known:
        return known[asked["period"]]
    try:
        first, last = date.fromisoformat(asked.get("from", "")), date.fromisoformat(asked.get("to", ""))
    except ValueError:
        return known["30"]
    if first > last:
        first, last = last, first
    if (last - first).days > LONGEST_DAYS or first.year < 1990 or last.year > today.year + 5:
        return known["30"]
    return first, last


def fields_of(report: Report, scope: Scope, dimensions: tuple[Dimension, ...]) -> list[Choice]:
    """The form's fields, each with what is chosen."""
    fields = []
    if not report.is_snapshot:
        fields += [
            Choice("from", "From", scope.first.isoformat(), kind="date"),
            Choice("to", "To", scope.last.isoformat(), kind="date"),
        ]
    fields.append(Choice("by", "By", scope.by, tuple((one.code, one.label) for one in dimensions)))
    if not report.is_snapshot:
        fields.append(Choice("compare", "Against", scope.compare, COMPARISONS))
    fields += [_filter(name, scope) for name in report.filters]
    if report.has_currency:
        fields.append(
            Choice("convert", "Convert to", scope.convert, (("", "No: each currency by itself"), *_currencies()))
        )
    return fields


def _filter(name: str, scope: Scope) -> Choice:
    value = scope.filters.get(name, "")
    match name:
        case "channel":
            return Choice(name, "Channel", value, _any(Channel.objects.filter(is_practice=False), "name"))
        case "warehouse":
            return Choice(name, "Warehouse", value, _any(Warehouse.objects.filter(is_practice=False), "name"))
        case "carrier":
            return Choice(name, "Carrier", value, _any(CarrierAccount.objects.all(), "name"))
        case "category":
            names = Product.objects.exclude(category="").values_list("category", flat=True)
            found = names.distinct().order_by("category")[:CATEGORIES_SHOWN]
            return Choice(name, "Category", value, (("", "All"), *((one, one) for one in found)))
        case "currency":
            return Choice(name, "Currency", value, (("", "All"), *_currencies()))
        case "country":
            return Choice(name, "Country", value, help="Two letters, such as DE")
        case _:
            return Choice(name, "SKU", value, help="Its code")


def _any(rows: Any, column: str) -> tuple[tuple[str, str], ...]:
    return (("", "All"), *((str(pk), text) for pk, text in rows.order_by(column).values_list("pk", column)))


def _currencies() -> list[tuple[str, str]]:
    """Those of the channels and those there are rates of."""
    known = set(Channel.objects.values_list("currency", flat=True))
    for pair in ExchangeRate.objects.values_list("base", "quote").distinct():
        known |= set(pair)
    return [(code, code) for code in sorted(known)]
