"""Carts and buyers reach for the same units: nothing is promised twice; with the lock off it would be."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.audit.runner import audit
from inventory.errors import NotAvailable
from inventory.models import Reservation, StockLevel
from inventory.services import reserving
from inventory.services.expiring import expire_reservations
from inventory.services.reserving import release_reservation, reserve_stock
from orders.intake.reference import forget_reference, reference
from orders.services.placing import place_orders
from orders.tests.factories import open_shop
from tests.races.crowd import all_at_once
from tests.races.rival import Rival, after

pytestmark = pytest.mark.django_db(transaction=True)
UNITS = 8


@pytest.fixture
def shop(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    shop = open_shop(skus=1, stock=UNITS, stock_policy="refuse")
    reference()
    yield shop
    forget_reference()


def hold(shop, count=1):
    return reserve_stock(units={shop.skus[0].pk: count}, holder="a cart", actor=SYSTEM)


def buy(shop, count=1, **options):
    return place_orders([shop.request({0: count}, **options)], actor=SYSTEM)[0]


def broken():
    return [found.name for found in audit(["levels_match_reservations", "levels_match_claims"]) if found.violations]


def test_carts_and_buyers_together_get_exactly_what_is_there(shop):
    acts = [lambda: hold(shop), lambda: buy(shop)] * UNITS

    outcomes = all_at_once(acts)

    refused = [one for one in outcomes if isinstance(one, NotAvailable) or getattr(one, "error", None)]
    level = shop.level()
    assert [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, NotAvailable)] == []
    assert len(refused) == UNITS
    assert level.reserved + level.allocated == UNITS
    assert broken() == []


def test_without_the_lock_a_cart_is_promised_what_a_buyer_took(shop, monkeypatch, hands):
    def look_only(level_ids):
        return StockLevel.objects.in_bulk(list(level_ids))

    monkeypatch.setattr(reserving, "levels_for_update", look_only)
    rival = Rival(hands[1], lambda: buy(shop, UNITS))
    after(monkeypatch, reserving, "levels_for_update", rival)

    (outcome,) = all_at_once([lambda: hold(shop, UNITS)])

    assert not isinstance(outcome, Exception)
    assert rival.result.error is None
    assert shop.level().available < 0


def test_with_the_lock_the_buyer_waits_and_is_told(shop, monkeypatch, hands):
    rival = Rival(hands[1], lambda: buy(shop, UNITS))
    after(monkeypatch, reserving, "levels_for_update", rival)

    all_at_once([lambda: hold(shop, UNITS)])

    assert rival.result.error.code == "not_enough_stock"
    assert shop.level().available == 0


def test_ordering_releasing_and_expiring_one_reservation_at_once_ends_it_once(shop):
    token = hold(shop, 4)[0].token
    late = timezone.now() + timedelta(hours=1)

    outcomes = all_at_once(
        [
            lambda: buy(shop, 4, reservation=token),
            lambda: release_reservation(token=token, actor=SYSTEM),
            lambda: expire_reservations(now=late),
        ]
    )

    level = shop.level()
    assert outcomes[0].error is None
    assert (level.reserved, level.allocated) == (0, 4)
    assert Reservation.objects.get().ending in {"used", "released", "expired"}
    assert broken() == []
