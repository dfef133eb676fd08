"""One order of the past decided once more: where from, how many parcels, at what cost, promised for when."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from catalog.models import Channel, ShipPolicy
from inventory.models import Warehouse
from orders.intake.reference import Reference
from orders.models import Order
from orders.replay.books import Books
from orders.replay.past import PastOrder
from orders.services.choosing import DEFAULT_RULES, Policy
from orders.services.promising import UNKNOWN_TRANSIT_DAYS, next_working_day, ships_on
from orders.services.rules import policy_of, sources_of
from orders.services.sourcing import LinePlan, OpenLevel, WantedLine, plan_order


@dataclass(frozen=True, slots=True)
class Side:
    """What one way of deciding made of an order. ``cost`` in the house's currency, None where a part is not known."""

    warehouses: list[int]
    parcels: int
    waits: bool
    cost: Decimal | None
    promise_on: date | None

    def as_data(self) -> dict[str, Any]:
        """As JSON keeps it."""
        cost = None if self.cost is None else str(self.cost)
        day = self.promise_on.isoformat() if self.promise_on else None
        return {**asdict(self), "cost": cost, "promise_on": day}


@dataclass(frozen=True)
class Decider:
    """Decides orders of a channel by some strategies, on master data as they are now."""

    known: Reference
    channel: Channel
    strategies: Sequence[str]
    max_sources: int | None = None

    def decide(self, past: PastOrder, books: Books) -> Side:
        """The decision for the order, with its units taken from ``books``; those canceled since are given back."""
        order, houses = past.order, self.known.warehouses_for(self.channel)
        policy = self._policy(order)
        address = order.shipping_address
        country = address.country if address else self.channel.country
        postal_code = address.postal_code if address else ""
        sources = sources_of(self.known, houses, policy, country=country, postal_code=postal_code)
        levels = _levels(past, houses, books, is_whole=policy.max_sources is not None)
        plan = plan_order(_wanted(past), sources, levels, may_backorder=True, policy=policy)
        for line, own in zip(past.lines, plan.lines, strict=True):
            _book(own, line.ordered - line.canceled, books)
        taken = sorted({level.warehouse_id for own in plan.lines for level, _ in own.taken})
        owed = sorted({level.warehouse_id for own in plan.lines for level, _ in own.owed})
        return self.side_of(past, taken, owed, promise_on=self._promise(order, taken, owed))

    def side_of(self, past: PastOrder, gave: Sequence[int], owes: Sequence[int], *, promise_on: date | None) -> Side:
        """The figures of an order taken from ``gave``, with units owed by ``owes``."""
        every = sorted({*gave, *owes})
        # What is owed leaves later, in a parcel of its own, unless the customer wants all at once.
        is_one = past.order.ship_policy == ShipPolicy.SHIP_COMPLETE
        parcels = every if is_one else [*gave, *owes]
        return Side(every, len(parcels), bool(owes), self._cost(past.order, parcels), promise_on)

    def _policy(self, order: Order) -> Policy:
        present = policy_of(self.known, self.channel, order.ship_policy)
        limits = [each for each in (present.max_sources, self.max_sources) if each is not None]
        return replace(present, strategies=self.strategies or DEFAULT_RULES, max_sources=min(limits, default=None))

    def _cost(self, order: Order, warehouse_ids: Sequence[int]) -> Decimal | None:
        total, address = Decimal(0), order.shipping_address
        for warehouse_id in warehouse_ids:
            area = self.known.area(warehouse_id, address.country, address.postal_code) if address else None
            if area is None:
                return None
            total += area.parcel_cost
        return total

    def _promise(self, order: Order, taken: Sequence[int], owed: Sequence[int]) -> date | None:
        """As placing promises; of supplies on their way then nothing is known: owed goods have the channel's days."""
        placed_at = order.placed_at
        if placed_at is None:
            return None
        houses = {house.pk: house for house in self.known.warehouses_for(self.channel)}
        days = [ships_on(houses[pk], placed_at, order.shipping_method_id) for pk in taken]
        someday = placed_at.date() + timedelta(days=self.channel.backorder_days)
        days += [next_working_day(houses[pk], someday) for pk in owed]
        return max(days) + timedelta(days=self._transit(order)) if days else None

    def _transit(self, order: Order) -> int:
        if order.shipping_method is None or order.shipping_address is None:
            return 0
        rate = self.known.shipping_rate(order.shipping_method, self.channel, order.shipping_address.country)
        return rate.transit_days if rate else UNKNOWN_TRANSIT_DAYS


def _wanted(past: PastOrder) -> list[WantedLine]:
    return [
        WantedLine(
            line_id=line.pk, sku_id=line.sku_id, sku_code=line.sku.code, quantity=line.ordered, is_tracked=True
        )
        for line in past.lines
    ]  # fmt: skip


def _levels(
    past: PastOrder, houses: Sequence[Warehouse], books: Books, *, is_whole: bool
) -> dict[tuple[int, int], OpenLevel]:
    """The levels as placing finds or makes them: a SKU without any has one at the first warehouse, or at each."""
    levels: dict[tuple[int, int], OpenLevel] = {}
    for sku_id in {line.sku_id for line in past.lines}:
        known = [house.pk for house in houses if (sku_id, house.pk) in books.free]
        wanted = [house.pk for house in houses] if is_whole else known or [houses[0].pk]
        for pk in wanted:
            free = books.free.get((sku_id, pk), 0)
            levels[sku_id, pk] = OpenLevel(len(levels), sku_id, pk, free, 0, 0)
    return levels


def _book(plan: LinePlan, keeps: int, books: Books) -> None:
    """Claim the units the order kept: those taken first, then those owed."""
    for level, units in [*plan.taken, *plan.owed]:
        claimed = min(keeps, units)
        keeps -= claimed
        books.change((level.sku_id, level.warehouse_id), -claimed)
