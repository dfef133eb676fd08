"""Picked goods that are not to be sold again: nobody is promised them between the cancel and the quarantine."""

import pytest

from core.actors import SYSTEM
from fulfillment.services import putting_back
from fulfillment.services.putting_back import put_back, request_put_back
from fulfillment.tests.factories import picked_work
from orders.models import Order
from tests.races.rival import Rival, after
from tests.races.test_goods import buy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(open_floor):
    return open_floor()


@pytest.fixture
def soaked(shop):
    """All there is of a SKU, picked for an order that is called off; the goods are to go to quarantine."""
    work = picked_work(shop, {0: 10})
    request_put_back(fulfillmentorder_id=work.pk, actor=SYSTEM, reason="soaked", picked_goods="quarantine")
    return work


def allocated_to(outcome) -> int:
    return Order.objects.get(pk=outcome.order_id).lines.get().allocated


def test_a_buyer_in_the_very_moment_waits_and_is_promised_nothing_of_it(shop, soaked, monkeypatch, hands):
    rival = Rival(hands[1], lambda: buy(shop, 2))
    after(monkeypatch, putting_back, "cancel_put_back", rival)

    put_back(fulfillmentorder_id=soaked.pk, actor=SYSTEM)

    assert allocated_to(rival.result) == 0
    assert (shop.level().unavailable, shop.level().shortfall) == (10, 0)


def test_in_a_commit_of_its_own_the_quarantine_would_take_what_was_just_sold(shop, soaked, monkeypatch, hands):
    late = []
    monkeypatch.setattr(putting_back, "_carry", lambda *args, **kwargs: late.append((args, kwargs)))
    put_back(fulfillmentorder_id=soaked.pk, actor=SYSTEM)
    monkeypatch.undo()
    bought = buy(shop, 2)

    for args, kwargs in late:
        putting_back._carry(*args, **kwargs)

    assert allocated_to(bought) == 2
    assert shop.level().shortfall == 2
