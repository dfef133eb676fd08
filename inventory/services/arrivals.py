"""A delivery at the dock is scanned unit by unit; nothing is on the books until it is booked.

Every scan locks the supply, so that two receivers of one delivery take turns.
"""

from dataclasses import dataclass, replace
from datetime import date

from django.db import connection
from django.db.models import F, OuterRef, Sum
from django.utils import timezone

from catalog.models import SKU
from catalog.selectors.codes import ScannedCode, read_code, sku_of
from core.actors import Actor, ensure_may
from core.errors import MoveRefused
from core.fsm import blockers_of, perform
from core.service import service
from inventory.errors import ArrivalNotFound, NoScanToUndo
from inventory.locks import lock_supply
from inventory.models import (
    Arrival,
    ArrivalLine,
    ArrivalState,
    StockScan,
    StockScanKind,
    Supply,
    SupplyKind,
    SupplyLine,
)
from inventory.services.scans import ScanAnswer, answer_given, keep_scan

RIGHT = "inventory.receive_supply"
MOST_AT_ONCE = 100_000

_ADD = """
INSERT INTO inventory_arrivalline (arrival_id, sku_id, lot, expires_on, serial, units)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (arrival_id, sku_id, lot, serial) DO UPDATE
   SET units = inventory_arrivalline.units + excluded.units,
       expires_on = coalesce(excluded.expires_on, inventory_arrivalline.expires_on)
   WHERE inventory_arrivalline.serial = ''
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was scanned and typed at the dock. ``lot``, ``expires_on`` and ``serial`` add to what the label says.

    A ``quantity`` of 1 stands for the units that the label of a whole case tells, where it tells any. ``is_noted``
    says that goods nobody ordered are to be noted all the same.
    """

    code: str
    quantity: int = 1
    lot: str = ""
    expires_on: date | None = None
    serial: str = ""
    is_noted: bool = False

    @property
    def units(self) -> int:
        return read_code(self.code).units or 1 if self.quantity == 1 else self.quantity

    def label(self) -> ScannedCode:
        read = read_code(self.code)
        return replace(
            read, lot=read.lot or self.lot.strip()[:40], serial=read.serial or self.serial.strip()[:40],
            expires_on=read.expires_on or self.expires_on,
        )  # fmt: skip


@service
def scan_arrival(*, supply_id: int, scan_id: str, reading: Reading, actor: Actor) -> ScanAnswer:
    """Whether the units were noted as arrived; a wrong scan is kept and notes nothing, a repeat counts once.

    More than was ordered is noted, with a word of it: it is there. Raises NotPermitted, SupplyNotFound, and
    MoveRefused when the supply is not expected any more.
    """
    ensure_may(actor, RIGHT)
    supply = lock_supply(supply_id)
    given = answer_given(scan_id)
    if given is not None:
        return given
    ensure_expected(supply)
    arrival = _open_arrival(supply, actor)
    label = reading.label()
    sku = sku_of(label)
    line = _supply_line(supply, arrival, sku) if sku else None
    refusal, needs = _refusal(supply, sku, line, label, reading)
    line_id = _add(arrival, sku, label, reading.units) if sku and not refusal else None
    if sku and not refusal and line_id is None:
        refusal = f"Serial {label.serial} of {sku.code} was scanned already. Look for its double."
    return keep_scan(
        supply.warehouse_id, scan_id, StockScanKind.ARRIVAL, reading.code, actor, quantity=reading.units,
        message=_said(sku, line, reading.units) if sku else "", refusal=refusal, needs=needs, arrival=arrival,
        line_id=line_id,
    )  # fmt: skip


@service
def undo_last_arrival_scan(*, supply_id: int, actor: Actor) -> StockScan:
    """The actor's own last scan of this delivery, taken back. Raises NotPermitted, SupplyNotFound and NoScanToUndo."""
    ensure_may(actor, RIGHT)
    lock_supply(supply_id)
    scans = StockScan.objects.filter(arrival__supply=supply_id, arrival__state=ArrivalState.OPEN, ok=True)
    scan = scans.filter(undone_at=None, actor=actor.label, line__isnull=False).order_by("-pk").first()
    if scan is None or scan.line_id is None:
        raise NoScanToUndo("You have no scan of this delivery to take back.", supply_id=supply_id)
    ArrivalLine.objects.filter(pk=scan.line_id).update(units=F("units") - scan.quantity)
    scan.undone_at = timezone.now()
    scan.save(update_fields=["undone_at"])
    ArrivalLine.objects.filter(pk=scan.line_id, units=0).delete()
    return scan


@service
def cancel_arrival(*, arrival_id: int, actor: Actor) -> Arrival:
    """The check, thrown away; nothing of it was booked. Raises NotPermitted, ArrivalNotFound and MoveRefused."""
    arrival = lock_arrival(arrival_id)
    perform(arrival, "cancel", actor=actor, now=timezone.now(), by=actor.label)
    arrival.save(update_fields=["state", "decided_at", "decided_by"])
    return arrival


def lock_arrival(arrival_id: int) -> Arrival:
    """The arrival, freshly read under the lock of its supply, which it brings along. Raises ArrivalNotFound."""
    supply_id = Arrival.objects.filter(pk=arrival_id).values_list("supply_id", flat=True).first()
    if supply_id is None:
        raise ArrivalNotFound(f"There is no arrival with key {arrival_id}.", arrival_id=arrival_id)
    supply = lock_supply(supply_id)
    arrival = Arrival.objects.get(pk=arrival_id)
    arrival.supply = supply
    return arrival


def ensure_expected(supply: Supply) -> None:
    """Raises MoveRefused when nothing can come of the supply any more."""
    if reasons := blockers_of(supply, "close"):
        raise MoveRefused("receive_supply", reasons)


def _open_arrival(supply: Supply, actor: Actor) -> Arrival:
    found = Arrival.objects.filter(supply=supply, state=ArrivalState.OPEN).first()
    return found or Arrival.objects.create(supply=supply, opened_by=actor.label)


def _supply_line(supply: Supply, arrival: Arrival, sku: SKU) -> SupplyLine | None:
    """The line of the SKU, with the units ``scanned`` in this check."""
    scanned = ArrivalLine.objects.filter(arrival=arrival, sku=OuterRef("sku_id")).values("sku_id")
    lines = SupplyLine.objects.filter(supply=supply, sku=sku)
    return lines.annotate(scanned=scanned.annotate(total=Sum("units")).values("total")).first()


def _refusal(
    supply: Supply, sku: SKU | None, line: SupplyLine | None, label: ScannedCode, reading: Reading
) -> tuple[str, str]:
    """Why the scan notes nothing, and what is needed to make it good; empty when it is good."""
    if sku is None:
        return f"Nothing is called {label.item[:40] or 'that'}. Scan the goods again, or ask a lead.", ""
    if line is None and not reading.is_noted:
        return f"{sku.code} was not ordered with {supply.number}. Give it back, or note it as not ordered.", "note"
    if not 1 <= reading.units <= MOST_AT_ONCE:
        return f"{reading.units} is no number of units. Type it again.", ""
    if sku.lot_tracked and not label.lot and supply.kind != SupplyKind.TRANSFER:
        return f"{sku.code} is kept by lot. Scan the lot's label, or type the lot and its day.", "lot"
    if sku.serial_tracked and not label.serial:
        return f"{sku.code} is kept by serial number. Scan each unit's serial.", "serial"
    if sku.serial_tracked and reading.units != 1:
        return f"Every {sku.code} has a serial number of its own. Scan them one by one.", "serial"
    return "", ""


def _said(sku: SKU, line: SupplyLine | None, units: int) -> str:
    if line is None:
        return f"{units} × {sku.code} noted as not ordered. Decide at the end."
    total = (line.scanned or 0) + units  # type: ignore[attr-defined]
    over = total - line.outstanding
    if over > 0:
        return f"{sku.code}: {total} here, {over} more than expected. Decide at the end."
    return f"{sku.code}: {total} of {line.outstanding}."


def _add(arrival: Arrival, sku: SKU, label: ScannedCode, units: int) -> int | None:
    """The key of the line that has the units now; None for a serial that is on it already."""
    serial = label.serial if sku.serial_tracked else ""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, (arrival.pk, sku.pk, label.lot, label.expires_on, serial, units))
        row = cursor.fetchone()
        return int(row[0]) if row else None
