"""A delivery at the dock: what is expected, what was scanned, and what follows when it is booked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from django.db.models import Case, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from inventory.lifecycle import COMING
from inventory.models import Arrival, ArrivalLine, ArrivalState, StockLevel, Supply, SupplyKind, SupplyLine


@dataclass(frozen=True, slots=True)
class ArrivalRow:
    """One SKU of a delivery: units expected, and units scanned so far."""

    sku_id: int
    code: str
    name: str
    expected: int
    scanned: int
    details: tuple[str, ...]

    @property
    def over(self) -> int:
        return max(0, self.scanned - self.expected)

    @property
    def under(self) -> int:
        return max(0, self.expected - self.scanned)


@dataclass(frozen=True, slots=True)
class ArrivalSheet:
    """The whole delivery. ``seen`` names what a person looks at: a booking must find it again."""

    supply: Supply
    arrival: Arrival | None
    rows: tuple[ArrivalRow, ...]
    not_ordered: tuple[ArrivalLine, ...]
    units: int
    seen: str


def supplies_expected(warehouse_id: int) -> QuerySet[Supply]:
    """Supplies that may come to this building, those being checked first, then by day; with ``outstanding`` units."""
    left = F("lines__ordered") - F("lines__received") - F("lines__lost")
    supplies = Supply.objects.filter(warehouse_id=warehouse_id, state__in=COMING).annotate(
        outstanding=Coalesce(Sum(Case(When(Q(lines__ordered__gt=F("lines__received") + F("lines__lost")), then=left),
                                      default=Value(0), output_field=IntegerField())), 0),
    )  # fmt: skip
    return supplies.order_by(F("expected_on").asc(nulls_last=True), "pk")


def supply_in(warehouse_id: int, supply_id: int) -> Supply | None:
    return Supply.objects.filter(pk=supply_id, warehouse_id=warehouse_id).first()


def supplies_by_word(warehouse_id: int, word: str, *, sku_id: int | None) -> list[Supply]:
    """Expected supplies of that number, else those that still bring the SKU; at most 20, one or two queries."""
    expected = supplies_expected(warehouse_id)
    named = list(expected.filter(number__iexact=word.strip())[:1])
    if named or sku_id is None:
        return named
    bringing = SupplyLine.objects.filter(sku_id=sku_id, ordered__gt=F("received") + F("lost"))
    return list(expected.filter(pk__in=bringing.values("supply_id"))[:20])


def arrival_sheet(supply: Supply) -> ArrivalSheet:
    """Three queries."""
    arrival = Arrival.objects.filter(supply=supply, state=ArrivalState.OPEN).first()
    scanned = list(
        ArrivalLine.objects.filter(arrival=arrival).select_related("sku").order_by("sku__code", "lot", "serial", "pk")
        if arrival
        else ()
    )
    ordered = list(supply.lines.select_related("sku").order_by("pk"))
    known = {line.sku_id for line in ordered}
    rows = tuple(_row(line, [one for one in scanned if one.sku_id == line.sku_id]) for line in ordered)
    strange = tuple(one for one in scanned if one.sku_id not in known)
    return ArrivalSheet(supply, arrival, rows, strange, sum(one.units for one in scanned), fingerprint(scanned))


def fingerprint(lines: Iterable[ArrivalLine]) -> str:
    """The same for the same units of the same lines, another as soon as somebody scans or takes back."""
    return f"{crc32(repr(sorted((line.pk, line.units) for line in lines)).encode()):08x}"


def what_follows(sheet: ArrivalSheet, *, today: date) -> list[str]:
    """Sentences for a person, before anything is booked; two queries."""
    supply = sheet.supply
    waiting = _waiting_for(supply, [row.sku_id for row in sheet.rows])
    said = []
    for row in sheet.rows:
        said += _of_row(row, supply, waiting.get(row.sku_id, 0))
    for line in _past_their_day(sheet, today):
        said.append(f"Lot {line.lot} of {line.sku.code} is past its day ({line.expires_on}): it goes to quarantine.")
    for line in sheet.not_ordered:
        said.append(
            f"{line.units} × {line.sku.code} were not ordered: say whether they stay with the driver or go to "
            "quarantine, where the office decides."
        )
    return said


def _row(line: SupplyLine, scanned: Sequence[ArrivalLine]) -> ArrivalRow:
    details = tuple(_detail(one) for one in scanned if one.lot or one.serial)
    units = sum(one.units for one in scanned)
    return ArrivalRow(line.sku_id, line.sku.code, line.sku.name, line.outstanding, units, details)


def _detail(line: ArrivalLine) -> str:
    if line.serial:
        return f"serial {line.serial}" + (f", lot {line.lot}" if line.lot else "")
    until = f" until {line.expires_on}" if line.expires_on else ""
    return f"{line.units} × lot {line.lot}{until}"


def _of_row(row: ArrivalRow, supply: Supply, waiting: int) -> list[str]:
    owed = f" {min(waiting, row.scanned)} of them are owed to orders that wait." if waiting and row.scanned else ""
    if row.over:
        return [
            f"{row.code}: {row.scanned} came, {row.over} more than the {row.expected} expected. All go on the books; "
            f"{supply.number} shows the office what is above the order.{owed}"
        ]
    if row.under:
        day = f"on {supply.expected_on:%-d %B}" if supply.expected_on else "no day is set"
        late = f" {waiting - row.scanned} units of orders wait on." if waiting > row.scanned else ""
        unless = "you close the supply" if supply.kind == SupplyKind.PURCHASE else "the office records them as lost"
        return [
            f"{row.code}: {row.scanned} of {row.expected} came. Still expected: {row.under} ({day}), unless {unless}."
            f"{owed}{late}"
        ]
    return [f"{row.code}: all {row.scanned} came.{owed}"] if row.scanned else []


def _waiting_for(supply: Supply, sku_ids: Sequence[int]) -> Mapping[int, int]:
    levels = StockLevel.objects.filter(warehouse_id=supply.warehouse_id, sku_id__in=sku_ids, backordered__gt=0)
    return dict(levels.values_list("sku_id", "backordered"))


def _past_their_day(sheet: ArrivalSheet, today: date) -> list[ArrivalLine]:
    if sheet.arrival is None:
        return []
    lines = ArrivalLine.objects.filter(arrival=sheet.arrival, expires_on__lte=today).exclude(lot="")
    return list(lines.select_related("sku").order_by("pk"))
