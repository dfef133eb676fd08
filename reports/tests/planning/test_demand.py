"""Demand is what was asked for: what counts, in which week, at which warehouse."""

from datetime import UTC, date, datetime, timedelta

from core.actors import SYSTEM
from orders.models import Order, OrderLine
from orders.services.canceling import cancel_lines, cancel_order
from orders.services.placing import place_orders
from reports.selectors.demand import Demand, demand_of, weeks_known

# A Monday, and the Wednesday of the week before the last whole one.
UNTIL = date(2030, 1, 14)
WEDNESDAY = datetime(2030, 1, 2, 12, tzinfo=UTC)


def place(shop, units, *, at: datetime = WEDNESDAY) -> Order:
    (outcome,) = place_orders([shop.request(units)], actor=SYSTEM)
    Order.objects.filter(pk=outcome.order_id).update(placed_at=at)
    return Order.objects.get(pk=outcome.order_id)


def demand(shop, weeks: int = 4) -> dict[tuple[int, int], Demand]:
    found = demand_of([sku.pk for sku in shop.skus], until=UNTIL, weeks=weeks)
    skus, houses = [sku.pk for sku in shop.skus], [house.pk for house in shop.warehouses]
    return {(skus.index(one.sku_id), houses.index(one.warehouse_id)): one for one in found}


def test_units_count_in_the_week_they_were_asked_for_and_what_was_never_asked_for_has_no_weeks(shop):
    place(shop, {0: 3})
    place(shop, {0: 2}, at=WEDNESDAY + timedelta(days=7))
    place(shop, {0: 9}, at=WEDNESDAY + timedelta(days=14))

    found = demand(shop)

    assert (found[0, 0].start, found[0, 0].units) == (2, (3.0, 2.0))
    assert (found[1, 0].start, found[1, 0].units) == (4, ())


def test_what_was_canceled_while_it_waited_for_stock_counts_and_what_was_canceled_otherwise_or_came_back_does_not(shop):
    waited, changed_mind, returned = place(shop, {1: 14}), place(shop, {0: 4}), place(shop, {2: 5})
    cancel_lines(order_id=waited.pk, units={waited.lines.get().pk: 4}, actor=SYSTEM, reason="not in stock")
    cancel_order(order_id=changed_mind.pk, actor=SYSTEM, reason="not wanted any more")
    OrderLine.objects.filter(order=returned).update(allocated=0, shipped=5, delivered=5, returned=2)

    found = demand(shop)

    assert (found[1, 0].units, found[0, 0].units, found[2, 0].units) == ((14.0, 0.0), (), (3.0, 0.0))


def test_a_line_taken_from_two_warehouses_counts_in_equal_shares(shop):
    shop.receive(10, index=0, warehouse=1)
    place(shop, {0: 15})

    found = demand(shop)

    assert (found[0, 0].units[0], found[0, 1].units[0]) == (7.5, 7.5)


def test_only_whole_weeks_are_known(shop):
    place(shop, {0: 3})

    assert weeks_known(until=UNTIL, most=10) == 1
