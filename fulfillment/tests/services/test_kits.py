"""The floor gets whole kits: a component alone waits for the others, also when the order ships as available."""

import pypdfium2

from core.actors import SYSTEM
from core.effects import drain
from fulfillment.documents import packing_slip
from fulfillment.models import FulfillmentOrder
from fulfillment.services.opening import open_fulfillment
from fulfillment.services.putting_back import put_back, request_put_back
from fulfillment.services.releasing import release_work
from fulfillment.services.shorting import short_pick
from fulfillment.tests.factories import (
    open_work,
    order_of,
    packed_parcel,
    picked_work,
    released_work,
    reread,
    tasks_of,
)
from inventory.models import Location
from inventory.services.adjusting import adjust_stock
from orders.tests.factories import confirmed_order
from orders.tests.kits import kit_lines, sell_kit


def work_units(work: FulfillmentOrder) -> list[int]:
    return [line.due for line in work.lines.order_by("order_line__position")]


def test_only_kits_that_are_complete_go_to_the_floor(shop):
    sell_kit(shop, {0: 2, 2: 1})

    work = open_work(shop, lines=kit_lines(units=12))

    assert [(line.allocated, line.backordered) for line in order_of(work).lines.all()] == [(10, 14), (10, 2)]
    assert work_units(work) == [10, 5]


def test_what_completes_a_kit_joins_the_work(shop):
    sell_kit(shop, {0: 2, 2: 1})
    work = open_work(shop, lines=kit_lines(units=6))
    assert work_units(work) == [10, 5]

    shop.receive(2)
    drain()

    assert work_units(reread(work)) == [12, 6]


def test_a_kit_without_one_of_its_components_is_no_work_at_all(shop):
    sell_kit(shop, {0: 11, 2: 1})

    order = confirmed_order(shop, lines=kit_lines())
    drain()

    assert [(line.allocated, line.backordered) for line in order.lines.all()] == [(10, 1), (1, 0)]
    assert not FulfillmentOrder.objects.exists()
    open_fulfillment(order.pk)
    assert not FulfillmentOrder.objects.exists()


def test_goods_beside_the_kit_do_not_wait_for_it(shop):
    sell_kit(shop, {0: 11, 2: 1})

    work = open_work(shop, lines=[*kit_lines(), *kit_lines("SKU-2", 3)])

    assert [line.order_line.sku.code for line in work.lines.all()] == ["SKU-2"]


def test_parts_of_a_kit_leave_work_that_nobody_has_begun_when_a_component_is_lost(shop):
    sell_kit(shop, {0: 2, 2: 1})
    work = open_work(shop, lines=kit_lines(units=5))
    assert work_units(work) == [10, 5]

    shelf = Location.objects.get(code="A-03")
    adjust_stock(
        warehouse_id=work.warehouse_id, sku_id=shop.skus[2].pk, location_id=shelf.pk, delta=-7, reason="count",
        actor=SYSTEM,
    )  # fmt: skip
    drain()

    assert [(line.allocated, line.backordered) for line in order_of(work).lines.all()] == [(10, 0), (3, 2)]
    assert work_units(reread(work)) == [6, 3]


def test_a_short_component_is_backordered_and_what_was_released_of_its_kit_goes_on(shop):
    sell_kit(shop, {0: 2, 2: 1})
    work = released_work(shop, lines=kit_lines(units=5))
    task = next(task for task in tasks_of(work) if task.line.order_line.sku == shop.skus[2])

    short_pick(task_id=task.pk, quantity=5, reason="not_there", actor=SYSTEM)
    drain()

    assert [(line.allocated, line.backordered) for line in order_of(work).lines.all()] == [(10, 0), (0, 5)]
    assert work_units(reread(work)) == [10, 0]


def test_a_short_component_of_an_order_that_ships_complete_holds_its_kit_back(shop):
    sell_kit(shop, {0: 2, 2: 1})
    shop.channel.ship_policy = "ship_complete"
    shop.channel.save()

    order = confirmed_order(shop, lines=kit_lines(units=6))
    drain()

    assert order.ship_policy == "ship_complete"
    assert not FulfillmentOrder.objects.exists()


def test_what_is_put_back_of_kits_is_called_off_with_the_rest_of_them(shop):
    sell_kit(shop, {0: 2, 2: 1})
    work = picked_work(shop, lines=kit_lines(units=6))
    assert work_units(work) == [10, 5]
    request_put_back(fulfillmentorder_id=work.pk, actor=SYSTEM, reason="changed mind")

    put_back(fulfillmentorder_id=work.pk, actor=SYSTEM)

    assert [(line.ordered, line.canceled) for line in order_of(work).lines.all()] == [(12, 10), (6, 5)]


def test_what_is_put_back_in_one_house_calls_off_the_rest_of_its_kits_in_the_other(shop):
    sell_kit(shop, {0: 1, 2: 1})
    shop.receive(5)
    shop.receive(5, index=2, warehouse=1)
    confirmed_order(shop, lines=kit_lines(units=12))
    drain()
    there, elsewhere = FulfillmentOrder.objects.order_by("warehouse__code")
    assert (work_units(there), work_units(elsewhere)) == ([12, 10], [2])
    release_work(warehouse_id=elsewhere.warehouse_id, work_ids=[elsewhere.pk], actor=SYSTEM)
    request_put_back(fulfillmentorder_id=elsewhere.pk, actor=SYSTEM, reason="changed mind")

    put_back(fulfillmentorder_id=elsewhere.pk, actor=SYSTEM)
    drain()

    assert [(line.ordered, line.canceled) for line in order_of(there).lines.all()] == [(12, 2), (12, 2)]
    assert work_units(reread(there)) == [10, 10]


def test_the_slip_names_the_kit_above_its_components(shop):
    sell_kit(shop, {0: 2, 2: 1})
    parcel = packed_parcel(shop, lines=kit_lines(units=2))

    text = pypdfium2.PdfDocument(packing_slip(parcel))[0].get_textpage().get_text_range()

    assert text.index("KIT-1") < text.index("Breakfast set, a kit of:") < text.index("SKU-1") < text.index("SKU-3")
