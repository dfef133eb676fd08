"""Two at the counter, or the office against it, on two connections."""

import threading

import pytest

from core.actors import SYSTEM
from core.effects import drain
from core.errors import OmsError
from fulfillment.models import Pickup
from fulfillment.services.collecting import Handover, collect
from fulfillment.services.putting_back import put_back, request_put_back
from fulfillment.tests.factories import order_of, put_on_shelves, reread
from fulfillment.tests.pickups import open_counter, waiting_pickup
from fulfillment.tests.races.test_claiming import at_once
from inventory.models import StockMovement
from orders.tests.edits import broken
from orders.tests.factories import open_shop
from tests.races.crowd import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pickup():
    shop = open_shop(stock=10)
    put_on_shelves(shop)
    open_counter(shop)
    return waiting_pickup(shop, {0: 2})


def collecting(pickup: Pickup, code: str = "") -> Handover:
    return collect(
        fulfillmentorder_id=pickup.fulfillment_order_id, code=code or pickup.code, collected_by="Ada", actor=SYSTEM
    )


def test_of_two_who_come_with_one_code_one_gets_the_goods(pickup):
    results = at_once(*(lambda: collecting(pickup) for _ in range(2)))

    assert sorted(type(result).__name__ for result in results) == ["Handover", "MoveRefused"]
    assert StockMovement.objects.filter(cause_kind="order").count() == 1
    assert broken() == {}


def test_goods_are_collected_or_canceled_never_both(pickup):
    work = pickup.fulfillment_order

    def cancel():
        request_put_back(fulfillmentorder_id=work.pk, actor=SYSTEM, reason="changed their mind")
        return put_back(fulfillmentorder_id=work.pk, actor=SYSTEM)

    results = at_once(lambda: collecting(pickup), cancel)
    drain()

    assert sum(isinstance(result, OmsError) for result in results) == 1
    assert reread(work).state in {"collected", "canceled"}
    line = order_of(work).lines.get()
    assert (line.shipped, line.canceled) in {(2, 0), (0, 2)}
    assert broken() == {}


def test_many_guesses_at_once_are_all_counted(pickup):
    wrong = f"{(int(pickup.code) + 1) % 10**8:08d}"

    at_once(*(lambda: collecting(pickup, wrong) for _ in range(4)))

    assert Pickup.objects.get().wrong_tries == 4


def test_without_the_locks_guesses_are_lost(pickup, monkeypatch):
    """Negative control: read without locks, both see no tries, and one guess is free."""
    wrong = f"{(int(pickup.code) + 1) % 10**8:08d}"
    both_have_read = threading.Barrier(2, timeout=PATIENCE_SECONDS)

    def unlocked(work_id):
        found = Pickup.objects.select_related("fulfillment_order__order", "fulfillment_order__warehouse")
        own = found.get(fulfillment_order_id=work_id)
        both_have_read.wait()
        return own.fulfillment_order, own

    monkeypatch.setattr("fulfillment.services.collecting.lock_pickup", unlocked)
    at_once(*(lambda: collecting(pickup, wrong) for _ in range(2)))

    assert Pickup.objects.get().wrong_tries == 1
