import pytest

from core.actors import SYSTEM
from core.effects import drain
from fulfillment.models import FulfillmentOrder
from fulfillment.services.opening import open_fulfillment
from fulfillment.services.picking import pick_task_in_full
from fulfillment.services.releasing import release_work
from fulfillment.statuses import WorkState
from fulfillment.tests.factories import open_work, order_of, released_work, reread, tasks_of
from inventory.models import Location
from inventory.services.adjusting import adjust_stock
from orders.models import OrderLine
from orders.services.canceling import cancel_lines, cancel_order
from orders.tests.factories import confirmed_order, placed_order


def test_a_confirmed_order_gets_work_for_its_warehouse(shop):
    work = open_work(shop, {0: 2, 1: 1})

    assert work.state == WorkState.OPEN
    assert work.warehouse == shop.warehouses[0]
    assert [line.quantity for line in work.lines.all()] == [2, 1]


def test_opening_twice_opens_once(shop):
    work = open_work(shop, {0: 2})

    open_fulfillment(work.order_id)

    assert FulfillmentOrder.objects.count() == 1
    assert [line.quantity for line in work.lines.all()] == [2]


def test_goods_from_two_warehouses_are_two_works(shop):
    shop.receive(5, warehouse=1)

    order = confirmed_order(shop, {0: 14})
    drain()

    works = FulfillmentOrder.objects.filter(order=order).order_by("warehouse__priority")
    assert [(work.warehouse.code, work.lines.get().quantity) for work in works] == [("w1", 10), ("w2", 4)]


def test_filled_backorders_join_the_work_that_is_still_open(shop):
    work = open_work(shop, {0: 12})
    assert work.lines.get().quantity == 10

    shop.receive(2)
    drain()

    assert FulfillmentOrder.objects.get() == work
    assert work.lines.get().quantity == 12


def test_an_order_that_ships_complete_waits_for_all_its_goods(shop):
    shop.channel.ship_policy = "ship_complete"
    shop.channel.save()
    order = confirmed_order(shop, {0: 12})
    drain()
    assert order.ship_policy == "ship_complete"
    assert not FulfillmentOrder.objects.exists()

    shop.receive(2)
    drain()

    assert FulfillmentOrder.objects.get().lines.get().quantity == 12


def test_goods_without_tracked_stock_join_the_rest_of_the_order(shop):
    shop.skus[2].track_stock = False
    shop.skus[2].save()

    work = open_work(shop, {0: 1, 2: 3})

    assert sorted((line.quantity, line.level_id is None) for line in work.lines.all()) == [(1, False), (3, True)]


def test_an_unconfirmed_order_has_no_work(shop):
    order = placed_order(shop)

    open_fulfillment(order.pk)

    assert not FulfillmentOrder.objects.exists()


def test_a_canceled_order_cancels_its_open_work(shop):
    work = open_work(shop, {0: 2})

    cancel_order(order_id=work.order_id, actor=SYSTEM, reason="changed their mind")
    drain()

    assert reread(work).state == WorkState.CANCELED


@pytest.mark.parametrize("released", [False, True])
def test_canceled_units_leave_the_work_and_its_tasks(shop, released):
    work = (released_work if released else open_work)(shop, {0: 4, 1: 1})
    line = OrderLine.objects.get(order_id=work.order_id, position=1)

    cancel_lines(order_id=work.order_id, units={line.pk: 3}, actor=SYSTEM, reason="too many")
    drain()

    assert sorted((line.due, line.canceled) for line in work.lines.all()) == [(1, 0), (1, 3)]
    if released:
        assert [task.quantity for task in tasks_of(work)] == [1, 1]


def test_a_canceled_order_cancels_released_tasks_and_their_batch(shop):
    work = released_work(shop, {0: 2})

    cancel_order(order_id=work.order_id, actor=SYSTEM, reason="changed their mind")
    drain()

    work = reread(work)
    assert (work.state, work.batch.state) == (WorkState.CANCELED, "canceled")
    assert [task.state for task in tasks_of(work)] == ["canceled"]
    assert order_of(work).state == "canceled"


def two_works(shop):
    """An order of fourteen units: ten in the first warehouse, four in the second."""
    shop.receive(5, warehouse=1)
    order = confirmed_order(shop, {0: 14})
    drain()
    here, there = FulfillmentOrder.objects.filter(order=order).order_by("warehouse__priority")
    return order, here, there


def test_units_that_wait_are_canceled_before_those_another_warehouse_picks(shop):
    order, here, there = two_works(shop)
    release_work(warehouse_id=there.warehouse_id, work_ids=[there.pk], actor=SYSTEM)
    line = order.lines.get()

    cancel_lines(order_id=order.pk, units={line.pk: 4}, actor=SYSTEM, reason="too many")
    drain()

    assert [reread(work).lines.get().due for work in (here, there)] == [6, 4]
    release_work(warehouse_id=here.warehouse_id, work_ids=[here.pk], actor=SYSTEM)
    line.refresh_from_db()
    assert (line.allocated, line.released) == (10, 10)


def test_released_units_fall_where_nobody_picked_them_yet(shop):
    order, here, there = two_works(shop)
    for work in (here, there):
        release_work(warehouse_id=work.warehouse_id, work_ids=[work.pk], actor=SYSTEM)
    for task in tasks_of(there):
        pick_task_in_full(task_id=task.pk, scan_id="1", actor=SYSTEM)
    line = order.lines.get()

    cancel_lines(order_id=order.pk, units={line.pk: 10}, actor=SYSTEM, reason="too many")
    drain()

    assert reread(here).state == WorkState.CANCELED
    assert reread(there).lines.get().due == 4
    line.refresh_from_db()
    assert (line.allocated, line.released, line.picked) == (4, 4, 4)
    assert (shop.level(warehouse=0).allocated, shop.level(warehouse=1).allocated) == (0, 4)


def test_goods_lost_before_release_are_worked_where_the_order_found_them(shop):
    shop.receive(5, warehouse=1)
    work = open_work(shop, {0: 10})
    shelf = Location.objects.get(code="A-01")

    adjust_stock(
        warehouse_id=work.warehouse_id, sku_id=shop.skus[0].pk, location_id=shelf.pk, delta=-3, reason="count",
        actor=SYSTEM,
    )  # fmt: skip
    drain()

    works = FulfillmentOrder.objects.filter(order=work.order_id).order_by("warehouse__priority")
    assert [(work.warehouse.code, sum(line.due for line in work.lines.all())) for work in works] == [
        ("w1", 7),
        ("w2", 3),
    ]
