"""Lots: known when they come in, kept from everybody while in quarantine."""

import logging
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Conflict, InvalidInput, OmsError
from core.service import service
from inventory.locks import levels_for_update, lock_lot
from inventory.models import BinStock, Location, LocationKind, Lot, MovementKind, StockLevel, StockMovement
from inventory.selectors.locations import home_locations
from inventory.services.ledger import Cause, Change, Entry, change_levels, sum_changes, write_entries
from inventory.services.receiving import tell_received
from inventory.services.taking import SEND_FROM
from inventory.services.warehouses import special_place

LOTS_PER_RUN = 100
log = logging.getLogger(__name__)


@service
def quarantine_lot(*, lot_id: int, reason: str, actor: Actor) -> Lot:
    """The lot with everything that lay on shelves in quarantine: unavailable, so nobody is promised it.

    Orders that it was promised to are short of it and sought elsewhere. Units that were picked
    already stay with the floor. Safe to repeat: strays follow. Raises NotPermitted, LotNotFound,
    InvalidInput without a reason, and Conflict when its first goods reach a building at this moment.
    """
    ensure_may(actor, "inventory.quarantine_lot")
    if not reason.strip():
        raise InvalidInput("Say why the lot must not be sold.", field="reason")
    lot, levels = _lock_with_levels(lot_id)
    bins = BinStock.objects.filter(sku=lot.sku_id, lot=lot.code, quantity__gt=0, location__kind__in=SEND_FROM)
    entries = []
    for stock in bins.select_related("location").order_by("pk"):
        level = levels[stock.location.warehouse_id]
        target = special_place(level.warehouse_id, LocationKind.QUARANTINE)
        entries += _carry(level, stock.location_id, target.pk, lot.code, stock.quantity)
    _write(lot, entries, levels, sign=1, actor=actor)
    if lot.quarantined_at is None:
        lot.quarantined_at, lot.quarantine_reason = timezone.now(), reason[:120]
        lot.save(update_fields=["quarantined_at", "quarantine_reason"])
    return lot


@service
def release_lot(*, lot_id: int, actor: Actor) -> Lot:
    """The lot for sale again: what its quarantine set aside goes back to shelves, first to who waits.

    Units that lie in quarantine for another reason (damaged) stay. Raises NotPermitted, LotNotFound,
    InvalidInput for a lot that is not in quarantine or is past its day, and Conflict as ``quarantine_lot``.
    """
    ensure_may(actor, "inventory.quarantine_lot")
    lot, levels = _lock_with_levels(lot_id)
    if lot.quarantined_at is None:
        raise InvalidInput(f"Lot {lot.code} is not in quarantine.", field="lot")
    if lot.expires_on is not None and lot.expires_on <= timezone.now().date():
        raise InvalidInput(f"Lot {lot.code} expired on {lot.expires_on}; scrap it instead.", field="lot")
    homes = home_locations((lot.sku_id, warehouse_id) for warehouse_id in levels)
    entries = []
    for place, units in _set_aside_by(lot):
        level = levels[place.warehouse_id]
        entries += _carry(level, place.pk, homes[lot.sku_id, place.warehouse_id].pk, lot.code, units)
    changed = _write(lot, entries, levels, sign=-1, actor=actor)
    lot.quarantined_at, lot.quarantine_reason = None, ""
    lot.save(update_fields=["quarantined_at", "quarantine_reason"])
    tell_received(changed, actor=actor)
    return lot


def quarantine_expired_lots(*, today: date) -> int:
    """Put lots that are past their day, and strays of quarantined ones, into quarantine; tells how many lots.

    A lot that is refused leaves the others: it is told in the log, costs none of the run's places and is
    asked again the next time.
    """
    on_shelves = BinStock.objects.filter(
        sku=OuterRef("sku_id"), lot=OuterRef("code"), quantity__gt=0, location__kind__in=SEND_FROM
    )
    barred = Q(expires_on__lte=today) | Q(quarantined_at__isnull=False)
    found = Lot.objects.filter(barred, Exists(on_shelves)).order_by("pk")
    done = 0
    for lot_id in list(found.values_list("pk", flat=True)):
        try:
            quarantine_lot(lot_id=lot_id, reason="Past its day.", actor=SYSTEM)
        except OmsError as refusal:
            log.warning("Lot %s was not put into quarantine: %s", lot_id, refusal)
            continue
        done += 1
        if done == LOTS_PER_RUN:
            break
    return done


def _lock_with_levels(lot_id: int) -> tuple[Lot, dict[int, StockLevel]]:
    """The lot and every level of its SKU by warehouse, locked: a receipt waits, then sees the quarantine.

    The levels come first, as a receipt takes them; a lot's SKU never changes, so it is read without a lock.
    Raises LotNotFound, and Conflict when the SKU's first goods in a building came in between.
    """
    of_sku = StockLevel.objects.filter(sku__lots=lot_id)
    levels = levels_for_update(of_sku.values_list("pk", flat=True))
    lot = lock_lot(lot_id)
    if of_sku.exclude(pk__in=levels).exists():
        raise Conflict(f"Goods of lot {lot.code} have just come into another building. Try again.", lot_id=lot_id)
    return lot, {level.warehouse_id: level for level in levels.values()}


def _carry(level: StockLevel, source_id: int, target_id: int, lot: str, units: int) -> list[Entry]:
    return [
        Entry(level, source_id, lot, MovementKind.MOVE, -units),
        Entry(level, target_id, lot, MovementKind.MOVE, units),
    ]


def _write(
    lot: Lot, entries: list[Entry], levels: Mapping[int, StockLevel], *, sign: int, actor: Actor
) -> dict[int, StockLevel]:
    """Carry the units and count them as unavailable (or available again); tells the levels that changed."""
    if not entries:
        return {}
    write_entries(entries, cause=Cause("lot", str(lot.pk)), actor=actor)
    changes = sum_changes((e.level.pk, Change(unavailable=sign * e.quantity)) for e in entries if e.quantity > 0)
    changed = {level.pk: level for level in levels.values() if level.pk in changes}
    change_levels(changed, changes, actor=actor)
    return changed


def _set_aside_by(lot: Lot) -> Iterable[tuple[Location, int]]:
    """(quarantine place, units) that the lot's own quarantine carried there and that still lie there."""
    moved: dict[int, int] = {}
    carried = StockMovement.objects.filter(
        cause_kind="lot", cause_reference=str(lot.pk), location__kind=LocationKind.QUARANTINE
    )
    for location_id, quantity in carried.values_list("location_id", "quantity"):
        moved[location_id] = moved.get(location_id, 0) + quantity
    bins = BinStock.objects.filter(sku_id=lot.sku_id, lot=lot.code, location_id__in=moved, quantity__gt=0)
    for stock in bins.select_related("location").order_by("location_id"):
        units = min(stock.quantity, moved[stock.location_id])
        if units > 0:
            yield stock.location, units
