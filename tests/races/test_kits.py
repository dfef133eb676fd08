"""Buyers of kits and of single components at once: no unit is sold twice, nobody gets half a kit, nobody hangs."""

import threading
from collections.abc import Iterator

import pytest
from django.db import IntegrityError

from core.actors import SYSTEM
from inventory.models import StockLevel
from orders.intake.reference import forget_reference, reference
from orders.models import OrderLine
from orders.services import allocating
from orders.services.placing import place_orders
from orders.tests.factories import Shop, open_shop
from orders.tests.kits import kit_lines, sell_kit
from tests.races.crowd import PATIENCE_SECONDS, all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]
BUYERS, UNITS = 40, 30


@pytest.fixture
def shop(settings) -> Iterator[Shop]:
    """Kits of two units and one unit, listed the one way and the other, and goods by themselves."""
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    shop = open_shop(skus=2, stock=UNITS, stock_policy="refuse")
    sell_kit(shop, {0: 2, 1: 1}, code="KIT-1")
    sell_kit(shop, {1: 1, 0: 2}, code="KIT-2")
    reference()
    yield shop
    forget_reference()


def buy_all(shop: Shop) -> list:
    wishes = [kit_lines(code) for code in ("KIT-1", "SKU-1", "KIT-2", "SKU-2")]
    return all_at_once(
        [
            lambda wish=wishes[number % 4]: place_orders([shop.request(lines=wish)], actor=SYSTEM)[0]
            for number in range(BUYERS)
        ]
    )


def test_kits_and_single_goods_are_sold_exactly_as_far_as_they_are_there(shop, table):
    outcomes = buy_all(shop)

    broken = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    refused = [outcome.error.code for outcome in outcomes if outcome not in broken and outcome.error is not None]
    sold = [shop.level(index).allocated for index in (0, 1)]
    whole = OrderLine.objects.filter(kit__isnull=False)
    result = {"broken": broken} if broken else {}
    table.add(f"{BUYERS} buyers of kits and of their components at once", runs=BUYERS, result=result,
              invariant="0 oversold, 0 half kits, 0 deadlocks")  # fmt: skip
    assert broken == []
    assert set(refused) == {"not_enough_stock"}
    assert sold[0] in (UNITS - 1, UNITS)
    assert sold[1] <= UNITS
    assert all(line.allocated == line.ordered for line in whole)
    assert sold == [sum(line.allocated for line in OrderLine.objects.filter(sku=sku)) for sku in shop.skus]


def test_without_the_lock_more_is_taken_than_there_is_and_the_last_wall_says_so(shop, monkeypatch):
    """Two buyers of the kit that there is once: what many do at once may end in deadlocks, before the wall is met."""
    StockLevel.objects.filter(sku=shop.skus[0]).update(on_hand=3)
    both_have_read, real = threading.Barrier(2), allocating._read_levels

    def read_levels(*args):
        levels = real(*args)
        both_have_read.wait(PATIENCE_SECONDS)
        return levels

    monkeypatch.setattr(allocating, "_LOCK", allocating._LOCK.replace("FOR NO KEY UPDATE", ""))
    monkeypatch.setattr(allocating, "_read_levels", read_levels)
    request = shop.request(lines=kit_lines("KIT-1"))

    outcomes = all_at_once([lambda: place_orders([request], actor=SYSTEM)] * 2)

    assert {type(outcome) for outcome in outcomes} == {IntegrityError, list}
    assert shop.level(0).allocated == 2
