"""What suppliers brought in the past: every four weeks as much as the next four weeks were to take."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db.models import F

from core.numbers import next_numbers
from desk.demo.past.days import DAYS
from desk.demo.past.goods import Good
from desk.demo.past.teller import PAST
from desk.demo.past.wishes import PastOrder
from desk.imports.live.shelves import shelf_for
from inventory.models import BinStock, MovementKind, StockLevel, StockMovement, Supply, SupplyLine, SupplyState
from inventory.services.opening import open_levels

EVERY = timedelta(weeks=4)
# What leaves in the days after it came with it.
LAST = timedelta(days=DAYS) // EVERY - 1
_SUPPLIERS = {
    "Clothing": "Tejo Textil", "Shoes": "Tejo Textil", "Outdoor": "Tejo Textil", "Kitchen": "Oberland Hauswaren",
    "Home": "Oberland Hauswaren", "Paper": "Elbe Papier & Buch", "Books": "Elbe Papier & Buch", "Food": "Rösterei Nord",
}  # fmt: skip
# Days from ordering to receiving, by supplier; each delivery is some days around it.
_LEAD_DAYS = {"Tejo Textil": 18, "Oberland Hauswaren": 12, "Elbe Papier & Buch": 8, "Rösterei Nord": 5}
_AROUND = 3


@dataclass(frozen=True, slots=True)
class Delivery:
    """Units by good of one purchase order, all of which came."""

    supplier: str
    received_at: datetime
    units: Mapping[Good, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a good lies."""

    level_id: int
    location_id: int


def deliveries_for(orders: Sequence[PastOrder], *, first: date, zone: ZoneInfo) -> Iterator[Delivery]:
    """What had to come for everything that left, the first one first."""
    needed: dict[tuple[int, str], dict[Good, int]] = defaultdict(lambda: defaultdict(int))
    for order in orders:
        if order.steps is None:
            continue
        period = min((order.steps.shipped_at.date() - first) // EVERY, LAST)
        for good, count in order.units.items():
            needed[period, _SUPPLIERS[good.category]][good] += count
    for (period, supplier), units in sorted(needed.items(), key=lambda one: one[0]):
        # Before the floor opens on the period's first day.
        received = datetime.combine(first + period * EVERY, time(7), zone)
        yield Delivery(supplier, received, units)


def receive_all(
    deliveries: Sequence[Delivery], *, goods: Set[Good], warehouse_id: int, seed: int
) -> Mapping[Good, Place]:
    """Where the goods lie, after the deliveries came: purchase orders, movements, levels and bins.

    Nobody is told: all of it leaves again in the same transaction, and the levels are then as they were.
    """
    levels = open_levels((good.sku_id, warehouse_id) for good in goods)
    places = {
        good: Place(levels[good.sku_id, warehouse_id], shelf_for(warehouse_id, good.code))
        for good in sorted(goods, key=lambda one: one.sku_id)
    }
    supplies = _supplies(deliveries, warehouse_id, seed)
    lines = [
        SupplyLine(supply=supply, sku_id=good.sku_id, ordered=units, received=units)
        for supply, delivery in zip(supplies, deliveries, strict=True)
        for good, units in delivery.units.items()
    ]
    SupplyLine.objects.bulk_create(lines)
    StockMovement.objects.bulk_create(
        StockMovement(
            level_id=places[good].level_id, location_id=places[good].location_id, kind=MovementKind.RECEIPT,
            quantity=units, cause_kind="supply", cause_reference=supply.number, actor=PAST.label,
            at=delivery.received_at,
        )
        for supply, delivery in zip(supplies, deliveries, strict=True)
        for good, units in delivery.units.items()
    )  # fmt: skip
    _fill(places, deliveries)
    return places


def _supplies(deliveries: Sequence[Delivery], warehouse_id: int, seed: int) -> Sequence[Supply]:
    dice = Random(f"supplies {seed}")
    wanted = []
    for number, delivery in zip(next_numbers("supply", len(deliveries)), deliveries, strict=True):
        usual = _LEAD_DAYS[delivery.supplier]
        ordered_at = delivery.received_at - timedelta(days=usual + dice.randrange(-_AROUND, _AROUND + 1), hours=-6)
        wanted.append(Supply(
            number=number, supplier=delivery.supplier, warehouse_id=warehouse_id, state=SupplyState.RECEIVED,
            expected_on=ordered_at.date() + timedelta(days=usual), created_at=ordered_at,
            received_at=delivery.received_at,
        ))  # fmt: skip
    return Supply.objects.bulk_create(wanted)


def _fill(places: Mapping[Good, Place], deliveries: Sequence[Delivery]) -> None:
    came: dict[Good, int] = defaultdict(int)
    for delivery in deliveries:
        for good, units in delivery.units.items():
            came[good] += units
    for good, units in came.items():
        place = places[good]
        StockLevel.objects.filter(pk=place.level_id).update(on_hand=F("on_hand") + units)
        BinStock.objects.bulk_create(
            [BinStock(sku_id=good.sku_id, location_id=place.location_id)], ignore_conflicts=True
        )
        bins = BinStock.objects.filter(sku_id=good.sku_id, location_id=place.location_id, lot="")
        bins.update(quantity=F("quantity") + units)
