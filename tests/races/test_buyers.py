"""Many buyers, few units: sold exactly, never more; with the guards off the race shows."""

import threading
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection

from core.actors import SYSTEM
from inventory.models import StockLevel
from oms.embedded.cleanroom import put_seeds_back, server
from orders.intake.reference import forget_reference, reference
from orders.models import Order
from orders.services import allocating
from orders.services.placing import place_orders
from orders.tests.factories import Shop, open_shop
from tests.races.crowd import PATIENCE_SECONDS, all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]
BUYERS, UNITS = 200, 50
LAST_WALL = "level_covers_claims"
# Two test processes share one server, and it has not room for two crowds.
CROWDED = 7_203_116


@pytest.fixture
def shop(settings) -> Iterator[Shop]:
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    shop = open_shop(skus=1, stock=UNITS, stock_policy="refuse")
    reference()
    with server() as wire:
        wire.execute("SELECT pg_advisory_lock(%s)", [CROWDED])
        yield shop
    forget_reference()


def buy_all(shop: Shop, *, buyers: int = BUYERS) -> list:
    return all_at_once([lambda: place_orders([shop.request({0: 1})], actor=SYSTEM)[0] for _ in range(buyers)])


@pytest.fixture
def unlocked(shop, monkeypatch) -> None:
    """One unit is left, levels are read without a lock, and neither of two buyers goes on before both have read."""
    StockLevel.objects.update(on_hand=1)
    monkeypatch.setattr(allocating, "_LOCK", allocating._LOCK.replace("FOR NO KEY UPDATE", ""))
    both_have_read, real = threading.Barrier(2), allocating._read_levels

    def read_levels(*args):
        levels = real(*args)
        both_have_read.wait(PATIENCE_SECONDS)
        return levels

    monkeypatch.setattr(allocating, "_read_levels", read_levels)


@pytest.fixture
def without_last_wall(shop) -> Iterator[None]:
    """The table's own check is away, and back at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [LAST_WALL])
        (check,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE inventory_stocklevel DROP CONSTRAINT {LAST_WALL}")
    yield
    put_seeds_back()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE inventory_stocklevel ADD CONSTRAINT {LAST_WALL} {check}")


def test_exactly_what_is_there_is_sold_and_the_others_are_told(shop, table):
    outcomes = buy_all(shop)

    broken = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    refused = [outcome.error.code for outcome in outcomes if outcome not in broken and outcome.error is not None]
    level = shop.level()
    result = {} if (level.allocated, broken) == (UNITS, []) else {"sold": level.allocated, "broken": broken}
    table.add(f"{BUYERS} buyers at once for {UNITS} units", runs=BUYERS, result=result,
              invariant=f"{UNITS} sold, 0 oversold, 0 deadlocks")  # fmt: skip
    assert broken == []
    assert refused == ["not_enough_stock"] * (BUYERS - UNITS)
    assert Order.objects.count() == UNITS
    assert (level.allocated, level.available) == (UNITS, 0)


def test_without_the_lock_the_last_wall_holds(shop, unlocked):
    outcomes = buy_all(shop, buyers=2)

    # What would be oversold breaks at the level's check constraint instead.
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 1
    assert shop.level().allocated == Order.objects.count() == 1


def test_without_lock_and_wall_more_is_sold_than_there_is(shop, without_last_wall, unlocked, table):
    buy_all(shop, buyers=2)

    level = shop.level()
    table.add("two buyers of the last unit without lock and check", runs=2, invariant="the race shows", bad=True,
              result={"sold": level.allocated, "there": level.on_hand})  # fmt: skip
    assert level.allocated == Order.objects.count() == 2
    assert level.available == -1


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
