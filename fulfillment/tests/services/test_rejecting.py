import pytest

from core.actors import SYSTEM
from core.audit.registry import promises
from core.audit.runner import check
from core.effects import drain
from core.errors import InvalidInput, MoveRefused
from fulfillment.models import FulfillmentOrder
from fulfillment.services.rejecting import reject_work
from fulfillment.tests.factories import open_work, released_work
from orders.intake.reference import forget_reference
from orders.services.resourcing import resource_order


def test_rejected_work_opens_again_in_another_warehouse(shop, settings):
    settings.OMS_WIRING = "oms.wiring.WIRING"
    shop.receive(5, warehouse=1)
    work = open_work(shop, {0: 2})

    work = reject_work(fulfillmentorder_id=work.pk, actor=SYSTEM, reason="Lift broken")
    drain()

    assert (work.state, work.cancel_reason, [line.due for line in work.lines.all()]) == ("rejected", "Lift broken", [0])
    other = FulfillmentOrder.objects.exclude(pk=work.pk).get()
    assert (other.warehouse, other.state, other.lines.get().due) == (shop.warehouses[1], "open", 2)


@pytest.mark.parametrize("tracked", [{}, {0: 2}])
@pytest.mark.parametrize("asks", ["floor", "office"])
def test_goods_without_tracked_stock_do_not_go_back_to_the_building_that_refused(shop, settings, tracked, asks):
    settings.OMS_WIRING = "oms.wiring.WIRING"
    shop.skus[2].track_stock = False
    shop.skus[2].save()
    shop.receive(5, warehouse=1)
    work = open_work(shop, {**tracked, 2: 3})
    assert work.warehouse == shop.warehouses[0]

    if asks == "floor":
        reject_work(fulfillmentorder_id=work.pk, actor=SYSTEM, reason="Lift broken")
    else:
        resource_order(order_id=work.order_id, warehouse_id=work.warehouse_id, actor=SYSTEM, reason="Lift broken")
    drain()

    other = FulfillmentOrder.objects.exclude(pk=work.pk).get()
    assert (other.warehouse, other.state) == (shop.warehouses[1], "open")
    assert sorted(line.due for line in other.lines.all()) == sorted([*tracked.values(), 3])
    assert sum(line.due for line in work.lines.all()) == 0
    assert all(line.unplaced == 0 for line in work.order.lines.all())
    assert {one.name for one in promises() if one.number < 5 and check(one).violations} == set()


def test_what_is_with_the_floor_is_not_rejected(shop):
    shop.receive(5, warehouse=1)
    work = released_work(shop, {0: 2})

    with pytest.raises(MoveRefused):
        reject_work(fulfillmentorder_id=work.pk, actor=SYSTEM, reason="Lift broken")


def test_without_another_warehouse_the_work_stays(shop):
    work = open_work(shop, {0: 2})
    shop.warehouses[1].is_active = False
    shop.warehouses[1].save()
    forget_reference()

    with pytest.raises(MoveRefused) as refusal:
        reject_work(fulfillmentorder_id=work.pk, actor=SYSTEM, reason="Lift broken")

    assert refusal.value.blockers[0].code == "nobody_left"
    assert FulfillmentOrder.objects.get().state == "open"


def test_a_rejection_needs_its_reason(shop):
    with pytest.raises(InvalidInput):
        reject_work(fulfillmentorder_id=open_work(shop, {0: 2}).pk, actor=SYSTEM, reason="")
