"""A return and its money, through the real sandbox gateway and the real table of listeners."""

from decimal import Decimal

import httpx
import pytest
from django.utils.module_loading import import_string

from core.actors import SYSTEM
from core.models import Effect, Event
from orders.models import Order
from orders.services.recording.road import record_delivery
from payments.gateways.registry import gateway_named
from payments.tests.factories import confirmed_by_workers, ship, work
from returns.models import Return
from returns.promises import PROMISES
from returns.services.settling import settle_return
from returns.tests.factories import inspected_return
from returns.tests.services.test_way_back import violations

pytestmark = pytest.mark.django_db

OURS = ("orders.", "payments.", "returns.")
WIRING = {
    fact: [task for task in tasks if task.startswith(OURS)]
    for fact, tasks in import_string("oms.wiring.WIRING").items()
}


@pytest.fixture
def refunds(gateway_simulator, settings):
    """Amounts the gateway gave back."""
    settings.OMS_WIRING = f"{__name__}.WIRING"
    settings.GATEWAY_URL = gateway_simulator.url
    with httpx.Client(base_url=gateway_simulator.url) as client:
        client.delete("/_truth")
        yield lambda: [row["amount"] for row in client.get("/_truth").json() if row["operation"] == "refund"]
    gateway_named("sandbox").close()


def again(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def test_the_gateway_gives_back_what_the_units_cost_and_the_return_closes_by_itself(shop, refunds):
    order = ship(confirmed_by_workers(shop, {0: 2}), {1: 2}, parcel_id=1)
    record_delivery(order_id=order.pk, parcel_id=1, units={order.lines.get().pk: 2}, actor=SYSTEM)
    work()
    assert again(order).state == "completed"

    settle_return(return_id=inspected_return(again(order), 1).pk, actor=SYSTEM)
    work()

    order = again(order)
    assert refunds() == ["12.00"]
    ret = Return.objects.get()
    assert ret.state == "closed"
    assert order.refunds.get().reason == f"Return {ret.number}"
    assert (order.refunded_amount, order.open_returns, order.return_status) == (Decimal(12), 0, "partially_returned")
    assert Event.objects.filter(order_id=order.pk, name="returns.closed").count() == 1
    assert not Effect.objects.filter(state="dead").exists()
    assert len(PROMISES) == 15
    assert violations() == []


def test_every_unit_of_an_order_comes_back_in_two_returns_to_the_last_cent(shop, refunds):
    order = ship(confirmed_by_workers(shop, {0: 3}), {1: 3}, parcel_id=1)
    record_delivery(order_id=order.pk, parcel_id=1, units={order.lines.get().pk: 3}, actor=SYSTEM)
    work()

    for count in (1, 2):
        settle_return(return_id=inspected_return(again(order), count).pk, actor=SYSTEM)
        work()

    order = again(order)
    assert refunds() == ["12.00", "24.00"]
    assert (order.captured_amount - order.refunded_amount, order.return_status) == (Decimal(6), "returned")
