"""Everything the stock page of a SKU shows: who holds what until when, warehouse by warehouse."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet

from catalog.models import SKU
from inventory.lifecycle import COMING
from inventory.models import BinStock, Lot, Reservation, StockLevel, SupplyLine
from inventory.selectors.substitutes import Offer, substitutes_for
from orders.models import Allocation, Backorder

# Rows of one kind that a page shows; the lists behind it show the rest.
SHOWN = 100


@dataclass(frozen=True)
class BinRow:
    """Units at one place, with their lot's day."""

    stock: BinStock
    lot: Lot | None


@dataclass(frozen=True)
class HeldRow:
    """Goods that lie for an order."""

    allocation: Allocation
    promise_on: date | None

    @property
    def free(self) -> int:
        """Units the floor was not given: these can change hands."""
        return int(self.allocation.quantity - self.allocation.released)


@dataclass
class HouseRow:
    """One warehouse's figures and the claims on them."""

    level: StockLevel
    bins: list[BinRow] = field(default_factory=list)
    held: list[HeldRow] = field(default_factory=list)
    reservations: list[Reservation] = field(default_factory=list)
    backorders: list[Backorder] = field(default_factory=list)
    supplies: list[SupplyLine] = field(default_factory=list)


@dataclass(frozen=True)
class StockPage:
    """The page; ``is_cut`` when some list has more rows than are shown."""

    sku: SKU
    houses: Sequence[HouseRow]
    totals: dict[str, int]
    lots: Sequence[Lot]
    offers: Sequence[Offer]
    waits: bool
    is_cut: bool
    now: datetime


FIGURES = ("on_hand", "available", "allocated", "reserved", "unavailable", "backordered", "shortfall")


def stock_page(sku: SKU, *, now: datetime) -> StockPage:
    """The page of a SKU in nine queries, however many warehouses and orders there are."""
    levels = list(StockLevel.objects.filter(sku=sku).select_related("warehouse").order_by("warehouse__priority", "pk"))
    for level in levels:
        level.sku = sku
    houses = {level.pk: HouseRow(level) for level in levels}
    by_warehouse = {level.warehouse_id: houses[level.pk] for level in levels}
    lots = list(Lot.objects.filter(sku=sku).order_by(F("expires_on").asc(nulls_last=True), "code")[:SHOWN])
    sizes = [_bins(sku, by_warehouse, lots), _supplies(sku, by_warehouse)]
    sizes += _claims(houses)
    waits = any(house.backorders for house in houses.values())
    return StockPage(
        sku=sku,
        houses=list(houses.values()),
        totals={name: sum(getattr(level, name) for level in levels) for name in FIGURES},
        lots=lots,
        offers=substitutes_for([sku.pk])[sku.pk],
        waits=waits,
        is_cut=max(sizes) >= SHOWN,
        now=now,
    )


def _bins(sku: SKU, houses: dict[int, HouseRow], lots: Iterable[Lot]) -> int:
    known = {lot.code: lot for lot in lots}
    found = BinStock.objects.filter(sku=sku, quantity__gt=0).select_related("location")
    rows = list(found.order_by("location__pick_sequence", "location__code", "lot")[:SHOWN])
    for stock in rows:
        houses[stock.location.warehouse_id].bins.append(BinRow(stock, known.get(stock.lot)))
    return len(rows)


def _supplies(sku: SKU, houses: dict[int, HouseRow]) -> int:
    coming = SupplyLine.objects.filter(
        sku=sku, supply__state__in=COMING, ordered__gt=F("received") + F("lost")
    ).select_related("supply__origin")
    rows = list(coming.order_by(F("supply__expected_on").asc(nulls_last=True), "pk")[:SHOWN])
    for line in rows:
        if line.supply.warehouse_id in houses:
            houses[line.supply.warehouse_id].supplies.append(line)
    return len(rows)


def _claims(houses: dict[int, HouseRow]) -> list[int]:
    promised = F("line__promise_on").asc(nulls_last=True)
    held = _first(Allocation.objects.filter(level_id__in=houses, quantity__gt=0).order_by(promised, "pk"))
    owed = _first(
        Backorder.objects.filter(level_id__in=houses, quantity__gt=0).order_by(
            promised, "line__order__placed_at", "line__order_id"
        )
    )
    reserved = list(Reservation.objects.filter(level_id__in=houses, ended_at=None).order_by("expires_at")[:SHOWN])
    for claim in held:
        houses[claim.level_id].held.append(HeldRow(claim, claim.line.promise_on))
    for claim in owed:
        houses[claim.level_id].backorders.append(claim)
    for row in reserved:
        houses[row.level_id].reservations.append(row)
    return [len(held), len(owed), len(reserved)]


def _first(claims: "QuerySet[Any]") -> list[Any]:
    return list(claims.select_related("line__order__customer")[:SHOWN])
