import pytest

from core.actors import SYSTEM
from core.effects import drain
from core.errors import InvalidInput, MoveRefused
from fulfillment.models import FulfillmentOrder
from fulfillment.services.rejecting import reject_work
from fulfillment.tests.factories import open_work, released_work
from orders.intake.reference import forget_reference


def test_rejected_work_opens_again_in_another_warehouse(shop, settings):
    settings.OMS_WIRING = "oms.wiring.WIRING"
    shop.receive(5, warehouse=1)
    work = open_work(shop, {0: 2})

    work = reject_work(fulfillmentorder_id=work.pk, actor=SYSTEM, reason="Lift broken")
    drain()

    assert (work.state, work.cancel_reason, [line.due for line in work.lines.all()]) == ("rejected", "Lift broken", [0])
    other = FulfillmentOrder.objects.exclude(pk=work.pk).get()
    assert (other.warehouse, other.state, other.lines.get().due) == (shop.warehouses[1], "open", 2)


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
