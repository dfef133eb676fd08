"""Book a checked delivery: stock, supply and arrival in one commit, once."""

from collections.abc import Collection

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.fsm import perform
from core.service import service
from core.wording import units_are
from inventory.errors import ArrivalChanged
from inventory.locks import levels_for_update
from inventory.models import Arrival, ArrivalLine, Location, LocationKind, Supply, SupplyKind
from inventory.selectors.arrivals import fingerprint
from inventory.services.arrivals import RIGHT, ensure_expected, lock_arrival
from inventory.services.opening import open_levels
from inventory.services.receiving import Receipt, receipts_of, receive_many, take_in
from inventory.services.supplies import close_supply
from inventory.services.warehouses import special_place


@service
def book_arrival(
    *,
    arrival_id: int,
    seen: str,
    bin_code: str = "",
    taken_in: Collection[int] = (),
    closes_supply: bool = False,
    actor: Actor,
) -> Supply:
    """The supply after everything scanned came in: to the dock, or straight to a bin.

    ``seen`` is the fingerprint of what the person saw when they agreed. Of lines nobody ordered those in ``taken_in``
    (by key) go to quarantine, the others stay with the driver. ``closes_supply``: nothing more will come.
    Raises NotPermitted, ArrivalNotFound, MoveRefused when it was booked already, ArrivalChanged when
    somebody scanned meanwhile, and InvalidInput for an unknown bin or an empty arrival.
    """
    ensure_may(actor, RIGHT)
    arrival = lock_arrival(arrival_id)
    supply = arrival.supply
    perform(arrival, "book", actor=actor, now=timezone.now(), by=actor.label)
    ensure_expected(supply)
    lines = list(arrival.lines.select_related("sku").order_by("pk"))
    _ensure_as_seen(lines, seen)
    arrival.save(update_fields=["state", "decided_at", "decided_by"])
    place = _place(supply, bin_code)
    ordered = set(supply.lines.values_list("sku_id", flat=True))
    strange = [line for line in lines if line.sku_id not in ordered]
    _lock_levels(supply, [line for line in lines if line.sku_id in ordered or line.pk in taken_in])
    _book_strange(arrival, strange, taken_in, actor=actor)
    take_in(supply, _receipts(supply, [line for line in lines if line.sku_id in ordered], place), actor=actor)
    if closes_supply and any(line.outstanding for line in supply.lines.all()):
        return close_supply(supply_id=supply.pk, actor=actor)
    return supply


def _ensure_as_seen(lines: list[ArrivalLine], seen: str) -> None:
    units = sum(line.units for line in lines)
    if fingerprint(lines) != seen:
        raise ArrivalChanged(
            f"Somebody scans beside you: {units_are(units)} here by now. Look again, then confirm.", units=units
        )
    if not units:
        raise InvalidInput("Nothing was scanned yet. Scan what came.", field="units")


def _place(supply: Supply, bin_code: str) -> Location:
    """The dock, or the bin that was named."""
    code = bin_code.strip()
    if not code:
        return special_place(supply.warehouse_id, LocationKind.DOCK)
    bins = Location.objects.filter(warehouse_id=supply.warehouse_id, kind=LocationKind.SHELF, code__iexact=code)
    found = bins.first()
    if found is None:
        raise InvalidInput(f"This building has no bin {code[:32]}. Scan it again, or leave it empty.", field="bin")
    return found


def _lock_levels(supply: Supply, lines: list[ArrivalLine]) -> None:
    """All levels that change, at once and before any lot: they are booked in two parts, each with locks of its own."""
    keys = open_levels((line.sku_id, supply.warehouse_id) for line in lines)
    levels_for_update(keys.values())


def _receipts(supply: Supply, lines: list[ArrivalLine], place: Location) -> list[Receipt]:
    """Lots past their day go to quarantine; a transfer's units without a lot have those they were sent with."""
    today = timezone.now().date()
    quarantine = special_place(supply.warehouse_id, LocationKind.QUARANTINE)
    receipts = []
    bare: dict[int, int] = {}
    for line in lines:
        if supply.kind == SupplyKind.TRANSFER and not line.lot:
            bare[line.sku_id] = bare.get(line.sku_id, 0) + line.units
            continue
        is_past = bool(line.lot and line.expires_on and line.expires_on <= today)
        where = quarantine if is_past else place
        receipts.append(
            Receipt(supply.warehouse_id, line.sku_id, line.units, where.pk, line.lot, line.expires_on)
        )  # fmt: skip
    return [*receipts, *receipts_of(supply, bare, location_id=place.pk)]


def _book_strange(arrival: Arrival, strange: list[ArrivalLine], taken_in: Collection[int], *, actor: Actor) -> None:
    """What nobody ordered lies in quarantine for the office, or never came in."""
    supply = arrival.supply
    quarantine = special_place(supply.warehouse_id, LocationKind.QUARANTINE)
    for line in strange:
        line.is_left = line.pk not in taken_in
    ArrivalLine.objects.bulk_update(strange, ["is_left"])
    receipts = [
        Receipt(supply.warehouse_id, line.sku_id, line.units, quarantine.pk, line.lot, line.expires_on)
        for line in strange
        if not line.is_left
    ]
    if receipts:
        receive_many(receipts=receipts, cause_kind="not_ordered", cause_reference=supply.number, actor=actor)
