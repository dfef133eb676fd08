"""A worker dies around a call: the next one asks first, and money moves once."""

import pytest

from core import faults
from core.actors import SYSTEM
from orders.models import Order
from orders.services.canceling import cancel_order
from payments.models import PaymentTransaction
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.tests.factories import confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db
PLACES = ["before_call", "after_call", "after_commit"]


@pytest.fixture
def die_once():
    """Arm a failpoint for one shot; tells afterwards that it was reached."""
    shots: list[str] = []

    def arm(name: str) -> list[str]:
        def shoot() -> None:
            faults.disarm(name)
            shots.append(name)
            raise faults.FaultInjected(name)

        faults.arm(name, shoot)
        return shots

    yield arm
    faults.disarm()


@pytest.mark.parametrize("place", PLACES)
def test_dying_around_an_authorization(shop, gateway, die_once, place):
    shots = die_once(f"authorize.{place}")

    order = confirmed_by_workers(shop)

    assert shots
    assert (order.state, gateway.truth()) == ("confirmed", [("authorize", "18.00")])


@pytest.mark.parametrize("place", PLACES)
def test_dying_around_a_capture(shop, gateway, die_once, place):
    order = confirmed_by_workers(shop)
    shots = die_once(f"capture.{place}")

    order = ship(order, {1: 1}, 1)

    assert shots
    assert (order.captured_amount, gateway.truth()[1:]) == (order.total, [("capture", "18.00")])


@pytest.mark.parametrize("place", PLACES)
def test_dying_around_a_void(shop, gateway, die_once, place):
    order = confirmed_by_workers(shop)
    shots = die_once(f"void.{place}")

    cancel_order(order_id=order.pk, actor=SYSTEM, reason="no longer wanted")
    work()

    assert shots
    assert gateway.truth()[1:] == [("void", "18.00")]
    assert Order.objects.get().authorized_amount == 0


@pytest.mark.parametrize("place", PLACES)
def test_dying_around_a_refund(shop, gateway, die_once, place):
    order = ship(confirmed_by_workers(shop), {1: 1}, 1)
    shots = die_once(f"refund.{place}")
    refund = grant_refund(order_id=order.pk, amount=order.total, reason="all wrong", actor=SYSTEM)
    approve_refund(refund_id=refund.pk, actor=SYSTEM)

    request_refund(refund_id=refund.pk, actor=SYSTEM)
    work()

    assert shots
    assert gateway.truth()[2:] == [("refund", "18.00")]
    assert set(PaymentTransaction.objects.values_list("outcome", flat=True)) == {"succeeded"}
