"""Goods go from one building to another: sent, on the road, received in parts or lost."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput, MoveRefused
from core.fsm import blockers_of, perform
from core.numbers import next_number
from core.service import service
from inventory.errors import NotAvailable, SupplyNotFound
from inventory.locks import levels_for_update, lock_supply
from inventory.models import MovementKind, StockLevel, Supply, SupplyKind, SupplyLine, SupplyState, Warehouse
from inventory.services.checking import ensure_positive
from inventory.services.expiring import free_expired
from inventory.services.ledger import Cause, Change, Entry, change_levels, write_entries
from inventory.services.opening import open_levels
from inventory.services.supplies import tell_rescheduled
from inventory.services.taking import SEND_FROM, units_to_take


@service
def create_transfer(
    *, origin_id: int, warehouse_id: int, units: Mapping[int, int], expected_on: date | None = None, actor: Actor
) -> Supply:
    """A draft of a transfer with ``units`` by SKU key; nothing moves and nobody counts on it yet.

    Raises NotPermitted, WrongQuantity, and InvalidInput without units, for a building and itself, or for one that
    sells and one for practice.
    """
    ensure_may(actor, "inventory.add_supply")
    if not units:
        raise InvalidInput("A transfer brings at least one SKU.", field="units")
    if origin_id == warehouse_id:
        raise InvalidInput("A transfer goes to another building; move units inside one bin by bin.", field="warehouse")
    for quantity in units.values():
        ensure_positive(quantity)
    practice = dict(Warehouse.objects.filter(pk__in=[origin_id, warehouse_id]).values_list("pk", "is_practice"))
    if practice.get(origin_id) != practice.get(warehouse_id):
        raise InvalidInput(
            "Goods for practice and goods for sale never change sides. Choose two buildings of one kind.",
            field="warehouse",
        )  # fmt: skip
    supply = Supply.objects.create(
        number=next_number("supply", "TR"), kind=SupplyKind.TRANSFER, state=SupplyState.DRAFT, origin_id=origin_id,
        supplier=Warehouse.objects.values_list("name", flat=True).get(pk=origin_id), warehouse_id=warehouse_id,
        expected_on=expected_on,
    )  # fmt: skip
    SupplyLine.objects.bulk_create(
        SupplyLine(supply=supply, sku_id=sku_id, ordered=quantity) for sku_id, quantity in units.items()
    )
    return supply


@service
def send_transfer(*, supply_id: int, actor: Actor) -> Supply:
    """The transfer on the road: its units left the origin's shelves and are expected at the other end.

    Only units that no order, reservation or queue claims can be sent, so it never causes a shortfall.
    Raises NotPermitted, MoveRefused unless it is a draft, and NotAvailable.
    """
    supply = lock_supply(supply_id)
    perform(supply, "send", actor=actor, now=timezone.now())
    lines = list(supply.lines.select_related("sku").order_by("pk"))
    house = origin_of(supply)
    keys = open_levels((line.sku_id, house) for line in lines)
    levels = levels_for_update(keys.values())
    for level_id, freed in free_expired(levels, now=timezone.now()).items():
        levels[level_id].reserved -= freed
    wanted: dict[int, int] = {}
    for line in lines:
        level = levels[keys[line.sku_id, house]]
        _ensure_available(level, line)
        wanted[level.pk] = line.ordered
        line.sent = line.ordered
    takes = units_to_take(levels, wanted, kinds=SEND_FROM)
    kind = MovementKind.TRANSFER_OUT
    entries = [Entry(take.level, take.location_id, take.lot, kind, -take.units) for take in takes]
    write_entries(entries, cause=Cause("transfer", supply.number), actor=actor)
    change_levels(levels, {level_id: Change(on_hand=-units) for level_id, units in wanted.items()}, actor=actor)
    SupplyLine.objects.bulk_update(lines, ["sent"])
    supply.save(update_fields=["state", "sent_at"])
    return supply


def origin_of(supply: Supply) -> int:
    """The building a transfer comes from. Raises SupplyNotFound for a purchase order."""
    if supply.origin_id is None:
        raise SupplyNotFound(f"Supply {supply.number} is no transfer.", supply_id=supply.pk)
    return supply.origin_id


def _ensure_available(level: StockLevel, line: SupplyLine) -> None:
    if level.available < line.ordered:
        raise NotAvailable(
            f"Only {max(0, level.available)} of {line.ordered} units of {line.sku.code} are free to leave the building."
            " Send fewer, or give waiting orders theirs first.",
            sku=line.sku.code, wanted=line.ordered, available=max(0, level.available),
        )  # fmt: skip


@service
def record_lost(*, supply_id: int, units: Mapping[int, int], actor: Actor, reason: str = "") -> Supply:
    """The transfer after ``units`` (by line) were given up; closed once nothing is outstanding.

    They left the origin's books when they were sent. Raises NotPermitted, SupplyNotFound,
    InvalidInput for more than is on the road or without a reason, and MoveRefused.
    """
    supply = lock_supply(supply_id)
    ensure_may(actor, "inventory.send_transfer")
    origin_of(supply)
    if reasons := blockers_of(supply, "close"):
        raise MoveRefused("record_lost", reasons)
    if not reason.strip():
        raise InvalidInput("Say how the goods were lost.", field="reason")
    lines = {line.pk: line for line in supply.lines.order_by("pk")}
    for line_id, count in units.items():
        if line_id not in lines:
            raise SupplyNotFound(f"Supply {supply.number} has no line with key {line_id}.", line_id=line_id)
        ensure_positive(count)
        if count > lines[line_id].outstanding:
            raise InvalidInput(f"Only {lines[line_id].outstanding} units are on the road.", field="units")
        lines[line_id].lost += count
    SupplyLine.objects.bulk_update(lines.values(), ["lost"])
    supply.note = reason[:200]
    if not any(line.outstanding for line in lines.values()):
        perform(supply, "close", actor=actor, now=timezone.now())
    supply.save(update_fields=["note", "state", "received_at"])
    tell_rescheduled(supply, actor=actor)
    return supply
