"""Cartons chosen for orders of ten units, and how much of their boxes is filled."""

from random import Random

from bench.carton_orders import BOXES, an_order
from bench.measure import Figure, rate
from bench.shop import BenchShop
from bench.yardsticks import least_volume, plain_first_fit
from fulfillment.cartons.choosing import plan_for
from fulfillment.cartons.measures import Item, volume_of

SECONDS = 5.0
ORDERS, UNITS = 4000, 10
COMPARED = 500


def cartons(_: BenchShop) -> list[Figure]:
    """Orders of ten units on one core, no two alike; goal 200/s. The floor is a plain first fit on shelves."""
    random = Random(6)
    orders = [items for items in (an_order(random, UNITS) for _ in range(ORDERS)) if _fits(items)]
    floor = rate(_over(orders, plain_first_fit), processes=1, seconds=2.0)
    speed = rate(_over(orders, plan_for), processes=1, seconds=SECONDS)
    return [Figure("cartons", speed, "orders/s", floor), *fill_figures(orders[:COMPARED])]


def fill_figures(orders: list[list[Item]]) -> list[Figure]:
    """Percent of the boxes filled by goods: beside a plain first fit, and beside a bound that may be out of reach."""
    plans = [plan_for(items, BOXES) for items in orders]
    goods = sum(volume_of(items) for items in orders)
    ours = sum(plan.volume for plan in plans)
    plain = sum(box.volume for items in orders for box in plain_first_fit(items, BOXES))
    least = sum(least_volume(items, BOXES, len(plan.cartons)) for items, plan in zip(orders, plans, strict=True))
    return [
        Figure("cartons_fill", 100 * goods / ours, "% (plain)", 100 * goods / plain),
        Figure("cartons_bound", 100 * goods / ours, "% (bound)", 100 * goods / least),
    ]


def _fits(items: list[Item]) -> bool:
    return all(any(box.holds(item) for box in BOXES) for item in set(items))


def _over(orders: list[list[Item]], choose):  # type: ignore[no-untyped-def]
    """The next order each time, around and around."""
    place = iter(range(1_000_000_000))

    def one() -> int:
        choose(orders[next(place) % len(orders)], BOXES)
        return 1

    return one
