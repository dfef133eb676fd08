"""Swaps, receipts, transfers and placings of the same goods at once: the books agree; with a lock off they do not."""

import pytest

from core.actors import SYSTEM
from core.audit.runner import audit
from inventory.errors import NotAvailable
from inventory.models import StockLevel
from inventory.services import transferring
from inventory.services.transferring import create_transfer, send_transfer
from orders.errors import NotEnoughUnits
from orders.intake.reference import forget_reference, reference
from orders.models import Backorder, Order
from orders.services import filling, swapping
from orders.services.filling import fill_backorders
from orders.services.placing import place_orders
from orders.services.swapping import swap_allocation
from orders.tests.factories import open_shop, placed_order
from tests.races.crowd import all_at_once
from tests.races.rival import Rival, after

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    shop = open_shop(skus=1, stock=10)
    reference()
    yield shop
    forget_reference()


def broken():
    names = ["levels_match_claims", "lines_match_claims", "line_quantities_add_up", "no_shortfall_is_old"]
    return [found.name for found in audit(names) if found.violations]


def buy(shop, count):
    return place_orders([shop.request({0: count})], actor=SYSTEM)[0]


def look_only(level_ids):
    return StockLevel.objects.in_bulk(list(level_ids))


def swap_of(giver: Order, receiver: Order, shop, units: int):
    lines = giver.lines.get().pk, receiver.lines.get().pk
    level = shop.level().pk
    return lambda: swap_allocation(
        from_line_id=lines[0], to_line_id=lines[1], level_id=level, quantity=units, actor=SYSTEM, reason="urgent"
    )


@pytest.fixture
def two(shop):
    """One order that has goods, and one that waits for some in the other building's queue."""
    giver, receiver = placed_order(shop, {0: 10}), placed_order(shop, {0: 4})
    far = shop.receive(1, warehouse=1)
    Backorder.objects.filter(line__order=receiver).update(level=far)
    StockLevel.objects.filter(pk=shop.level().pk).update(backordered=0)
    StockLevel.objects.filter(pk=far.pk).update(backordered=4)
    return giver, receiver


def test_a_swap_and_buyers_at_once_leave_the_books_in_order(shop, two):
    giver, receiver = two

    outcomes = all_at_once([swap_of(giver, receiver, shop, 3), *[lambda: buy(shop, 2)] * 4])

    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert broken() == []
    assert shop.level().backordered == 3 + 8


def test_without_the_level_lock_a_swap_forgets_who_began_to_wait(shop, two, monkeypatch, hands):
    giver, receiver = two
    monkeypatch.setattr(swapping, "levels_for_update", look_only)
    rival = Rival(hands[1], lambda: buy(shop, 2))
    after(monkeypatch, swapping, "levels_for_update", rival)

    all_at_once([swap_of(giver, receiver, shop, 3)])
    assert not isinstance(rival.result, Exception)

    assert broken() == ["levels_match_claims"]


def test_two_swaps_in_opposite_directions_never_deadlock(shop):
    first, second = placed_order(shop, {0: 8}), placed_order(shop, {0: 6})
    swap_of(first, second, shop, 2)()

    outcomes = all_at_once([swap_of(first, second, shop, 1), swap_of(second, first, shop, 1)] * 3)

    crashed = [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, NotEnoughUnits)]
    assert crashed == []
    assert broken() == []


def test_goods_come_in_while_orders_are_placed_and_each_unit_goes_once(shop):
    waiting = placed_order(shop, {0: 15})
    level_id = shop.level().pk

    def receive_and_fill():
        shop.receive(5)
        fill_backorders(level_id=level_id)

    outcomes = all_at_once([receive_and_fill, *[lambda: buy(shop, 1)] * 4])

    assert [one for one in outcomes if isinstance(one, Exception)] == []
    fill_backorders(level_id=level_id)
    level = shop.level()
    assert (level.on_hand, level.allocated, level.backordered) == (15, 15, 4)
    assert waiting.lines.get().backordered == 0
    assert broken() == []


def test_without_the_level_lock_a_fill_forgets_who_was_placed(shop, monkeypatch, hands):
    placed_order(shop, {0: 12})
    shop.receive(5)
    level_id = shop.level().pk
    monkeypatch.setattr(filling, "levels_for_update", look_only)
    rival = Rival(hands[1], lambda: buy(shop, 3))
    after(monkeypatch, filling, "levels_for_update", rival)

    all_at_once([lambda: fill_backorders(level_id=level_id)])
    assert not isinstance(rival.result, Exception)

    assert "levels_match_claims" in broken()


def transfer(shop, units):
    first, second = (warehouse.pk for warehouse in shop.warehouses)
    wish = {shop.skus[0].pk: units}
    return create_transfer(origin_id=first, warehouse_id=second, units=wish, actor=SYSTEM).pk


def test_a_transfer_and_buyers_never_take_the_same_unit(shop):
    supply_id = transfer(shop, 8)

    outcomes = all_at_once([lambda: send_transfer(supply_id=supply_id, actor=SYSTEM), *[lambda: buy(shop, 2)] * 5])

    crashed = [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, NotAvailable)]
    level = shop.level()
    assert crashed == []
    assert level.shortfall == 0
    assert level.on_hand == (10 if isinstance(outcomes[0], NotAvailable) else 2)
    assert broken() == []


def test_without_the_level_lock_a_transfer_sends_what_a_buyer_was_promised(shop, monkeypatch, hands):
    supply_id = transfer(shop, 8)
    monkeypatch.setattr(transferring, "levels_for_update", look_only)
    rival = Rival(hands[1], lambda: buy(shop, 9))
    after(monkeypatch, transferring, "levels_for_update", rival)

    all_at_once([lambda: send_transfer(supply_id=supply_id, actor=SYSTEM)])
    assert not isinstance(rival.result, Exception)

    level = shop.level()
    assert (level.on_hand, level.allocated, level.shortfall) == (2, 9, 7)
