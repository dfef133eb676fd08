"""Many buyers, few units: sold exactly, never more; with the lock off the race shows."""

import pytest
from django.db import IntegrityError

from core.actors import SYSTEM
from orders.intake.reference import forget_reference, reference
from orders.models import Order
from orders.services import allocating
from orders.services.placing import place_orders
from orders.tests.factories import open_shop
from tests.races.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
BUYERS, UNITS = 24, 8


@pytest.fixture
def shop(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    shop = open_shop(skus=1, stock=UNITS, stock_policy="refuse")
    reference()
    yield shop
    forget_reference()


def buy_all(shop):
    return all_at_once([lambda: place_orders([shop.request({0: 1})], actor=SYSTEM)[0] for _ in range(BUYERS)])


def test_exactly_what_is_there_is_sold_and_the_others_are_told(shop):
    outcomes = buy_all(shop)

    refused = [outcome.error.code for outcome in outcomes if outcome.error is not None]
    assert refused == ["not_enough_stock"] * (BUYERS - UNITS)
    assert Order.objects.count() == UNITS
    level = shop.level()
    assert (level.allocated, level.available) == (UNITS, 0)


def test_without_the_lock_the_race_shows(shop, monkeypatch):
    monkeypatch.setattr(allocating, "_LOCK", allocating._LOCK.replace("FOR NO KEY UPDATE", ""))

    outcomes = buy_all(shop)

    # The last wall holds: what would be oversold breaks at the level's check constraint instead.
    broken = [outcome for outcome in outcomes if isinstance(outcome, IntegrityError)]
    assert broken
    assert shop.level().allocated <= UNITS


def test_one_key_sent_by_many_at_once_makes_one_order(shop):
    request = shop.request({0: 1}, idempotency_key="same")

    outcomes = all_at_once([lambda: place_orders([request], actor=SYSTEM)[0] for _ in range(8)])

    assert len({outcome.order_id for outcome in outcomes}) == 1
    assert sum(not outcome.is_repeat for outcome in outcomes) == 1
    assert Order.objects.count() == 1


def test_opposite_line_orders_never_deadlock(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    shop = open_shop(skus=3, stock=100)
    ways = [{0: 1, 1: 1, 2: 1}, {2: 1, 1: 1, 0: 1}]

    outcomes = all_at_once(
        [lambda way=ways[n % 2]: place_orders([shop.request(way)], actor=SYSTEM)[0] for n in range(16)]
    )

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception) or outcome.error] == []
    assert [shop.level(index).allocated for index in range(3)] == [16, 16, 16]
