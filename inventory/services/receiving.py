"""Goods come in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import MoveRefused
from core.events import Publication, publish_many
from core.fsm import blockers_of, perform
from core.service import service
from inventory.errors import SupplyNotFound, WrongQuantity
from inventory.events import StockReceived
from inventory.locks import levels_for_update, lock_supply
from inventory.models import LocationKind, MovementKind, StockLevel, Supply, SupplyKind, SupplyLine
from inventory.selectors.checks import being_checked
from inventory.selectors.locations import home_locations
from inventory.selectors.road import lots_on_the_road
from inventory.services.arriving import know_lots
from inventory.services.checking import ensure_positive, ensure_same_building
from inventory.services.finding import set_aside_among
from inventory.services.ledger import Cause, Change, Entry, change_levels, sum_changes, write_entries
from inventory.services.opening import open_levels
from inventory.services.warehouses import special_place


@dataclass(frozen=True, slots=True)
class Receipt:
    """Units of a SKU that came into a warehouse; without a location they go to the SKU's home."""

    warehouse_id: int
    sku_id: int
    quantity: int
    location_id: int | None = None
    lot: str = ""
    expires_on: date | None = None


@service
def receive_stock(
    *,
    warehouse_id: int,
    sku_id: int,
    quantity: int,
    location_id: int | None = None,
    lot: str = "",
    expires_on: date | None = None,
    cause_kind: str,
    cause_reference: str,
    actor: Actor,
) -> StockLevel:
    """The level after ``quantity`` units came in; tells ``inventory.received``.

    Without a location the units go to the SKU's shelf, or to the receiving place; a quarantined lot
    goes on to quarantine, unless it was meant for a place where goods lie set aside. Raises
    NotPermitted, WrongQuantity, LocationNotFound and WrongWarehouse.
    """
    receipt = Receipt(warehouse_id, sku_id, quantity, location_id, lot, expires_on)
    (level,) = receive_many(receipts=[receipt], cause_kind=cause_kind, cause_reference=cause_reference, actor=actor)
    return level


@service
def receive_many(
    *,
    receipts: Sequence[Receipt],
    kind: MovementKind = MovementKind.RECEIPT,
    cause_kind: str,
    cause_reference: str,
    actor: Actor,
) -> list[StockLevel]:
    """The levels, in order of key, after all receipts came in; a constant number of statements.

    A few more for each quarantined lot among them.
    """
    ensure_may(actor, "inventory.receive_supply")
    for receipt in receipts:
        ensure_positive(receipt.quantity)
    keys = open_levels((receipt.sku_id, receipt.warehouse_id) for receipt in receipts)
    levels = levels_for_update(keys.values())
    named = {receipt.location_id for receipt in receipts if receipt.location_id is not None}
    if named:
        ensure_same_building(levels.values(), named)
    homes = home_locations((r.sku_id, r.warehouse_id) for r in receipts if r.location_id is None)
    barred = know_lots((receipt.sku_id, receipt.lot, receipt.expires_on) for receipt in receipts)
    aside = set_aside_among(named)
    entries, changes, to_bar = [], [], []
    for receipt in receipts:
        level, units = levels[keys[receipt.sku_id, receipt.warehouse_id]], receipt.quantity
        location_id = receipt.location_id or homes[receipt.sku_id, receipt.warehouse_id].pk
        arrival = Entry(level, location_id, receipt.lot, kind, units)
        lot_id = barred.get((receipt.sku_id, receipt.lot))
        if lot_id is not None and location_id not in aside:
            to_bar.append((lot_id, arrival))
        is_aside = lot_id is not None or location_id in aside
        changes.append((level.pk, Change(on_hand=units, unavailable=units if is_aside else 0)))
        entries.append(arrival)
    write_entries(entries, cause=Cause(cause_kind, cause_reference), actor=actor)
    _carry_into_quarantine(to_bar, actor=actor)
    change_levels(levels, sum_changes(changes), actor=actor)
    tell_received(levels, actor=actor)
    return [levels[key] for key in sorted(levels)]


def _carry_into_quarantine(arrivals: Iterable[tuple[int, Entry]], *, actor: Actor) -> None:
    """Carry what came of quarantined lots (by key) on to quarantine, in the lot's name: its release finds it there."""
    moves: dict[int, list[Entry]] = defaultdict(list)
    for lot_id, came in arrivals:
        target = special_place(came.level.warehouse_id, LocationKind.QUARANTINE)
        moves[lot_id].append(replace(came, kind=MovementKind.MOVE, quantity=-came.quantity))
        moves[lot_id].append(replace(came, kind=MovementKind.MOVE, location_id=target.pk))
    for lot_id in sorted(moves):
        write_entries(moves[lot_id], cause=Cause("lot", str(lot_id)), actor=actor)


@service
def receive_supply(*, supply_id: int, units: Mapping[int, int], actor: Actor) -> Supply:
    """The supply after ``units`` (by line) came in; closed once nothing is outstanding.

    Units of a transfer keep the lots they were sent with. More than was ordered is taken too: it is
    there. Raises NotPermitted, SupplyNotFound, WrongQuantity, and MoveRefused when the supply is not
    expected any more, or while it is checked at the dock: the same units would come in twice.
    """
    supply = lock_supply(supply_id)
    ensure_may(actor, "inventory.receive_supply")
    if reasons := [*blockers_of(supply, "close"), *being_checked(supply)]:
        raise MoveRefused("receive_supply", reasons)
    lines = {line.pk: line for line in supply.lines.order_by("pk")}
    if unknown := units.keys() - lines.keys():
        raise SupplyNotFound(f"Supply {supply.number} has no line with key {min(unknown)}.", line_id=min(unknown))
    if any(count < 0 for count in units.values()):
        raise WrongQuantity("Units received cannot be negative.", field="units")
    came = {lines[line_id].sku_id: count for line_id, count in units.items() if count}
    take_in(supply, receipts_of(supply, came), actor=actor)
    return supply


def take_in(supply: Supply, receipts: Sequence[Receipt], *, actor: Actor) -> None:
    """Book units of a locked supply's own SKUs, and close it once nothing is outstanding."""
    lines = {line.sku_id: line for line in supply.lines.order_by("pk")}
    if receipts:
        for receipt in receipts:
            lines[receipt.sku_id].received += receipt.quantity
        SupplyLine.objects.bulk_update([lines[sku_id] for sku_id in {r.sku_id for r in receipts}], ["received"])
        is_transfer = supply.kind == SupplyKind.TRANSFER
        receive_many(
            receipts=receipts, kind=MovementKind.TRANSFER_IN if is_transfer else MovementKind.RECEIPT,
            cause_kind="transfer" if is_transfer else "supply", cause_reference=supply.number, actor=actor,
        )  # fmt: skip
    if not any(line.outstanding for line in lines.values()):
        perform(supply, "close", actor=actor, now=timezone.now())
        supply.save(update_fields=["state", "received_at"])


def receipts_of(supply: Supply, came: Mapping[int, int], *, location_id: int | None = None) -> list[Receipt]:
    """Units by SKU, a transfer's with the lots they were sent with; what is above those has none."""
    lots = lots_on_the_road(supply) if supply.kind == SupplyKind.TRANSFER else {}
    receipts = []
    for sku_id, count in came.items():
        rest = count
        for lot, units in lots.get(sku_id, ()):
            part = min(rest, units)
            if part:
                receipts.append(Receipt(supply.warehouse_id, sku_id, part, location_id, lot=lot))
                rest -= part
        if rest:
            receipts.append(Receipt(supply.warehouse_id, sku_id, rest, location_id))
    return receipts


def tell_received(levels: Mapping[int, StockLevel], *, actor: Actor) -> None:
    """Tell that units became available at those levels."""
    publish_many(Publication(fact=StockReceived(level_id=key), actor=actor) for key in sorted(levels))
