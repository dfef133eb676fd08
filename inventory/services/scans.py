"""Scans of stock work: right or wrong they are kept, and a repeat gets the first answer."""

from dataclasses import dataclass

from core.actors import Actor
from core.errors import InvalidInput
from inventory.models import Arrival, StockScan, StockScanKind


@dataclass(frozen=True, slots=True)
class ScanAnswer:
    """What became of one scan. ``needs`` names what would make a refused one good (lot, serial, note)."""

    ok: bool
    message: str
    needs: str = ""
    is_repeat: bool = False


def answer_given(scan_id: str) -> ScanAnswer | None:
    """The answer the same scan got before; asked under the lock that its first arrival held. Raises InvalidInput."""
    if not scan_id:
        raise InvalidInput("The scan has no id. Load the page again and scan once more.", field="scan_id")
    earlier = StockScan.objects.filter(client_id=scan_id).first()
    return ScanAnswer(earlier.ok, earlier.message, is_repeat=True) if earlier else None


def keep_scan(
    warehouse_id: int,
    scan_id: str,
    kind: StockScanKind,
    code: str,
    actor: Actor,
    *,
    quantity: int = 0,
    message: str = "",
    refusal: str = "",
    needs: str = "",
    arrival: Arrival | None = None,
    line_id: int | None = None,
) -> ScanAnswer:
    """Write the scan down and answer it; with a ``refusal`` it counted for nothing."""
    said = refusal or message
    StockScan.objects.create(
        client_id=scan_id, warehouse_id=warehouse_id, kind=kind, code=code.strip()[:120].replace("\x00", ""),
        quantity=0 if refusal else quantity, ok=not refusal, message=said[:300], arrival=arrival, line_id=line_id,
        actor=actor.label,
    )  # fmt: skip
    return ScanAnswer(not refusal, said, needs)
