"""An order that names its reservation gets the goods held for it; a past one refuses nobody."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.actors import SYSTEM
from core.audit.runner import audit
from inventory.models import Reservation
from inventory.services.reserving import reserve_stock
from orders.intake.reference import reference
from orders.services import allocating
from orders.services.filling import fill_backorders
from orders.services.placing import place_orders
from orders.tests.factories import placed_order

pytestmark = pytest.mark.django_db


def hold(shop, count: int) -> str:
    return reserve_stock(units={shop.skus[0].pk: count}, holder="a cart", actor=SYSTEM)[0].token


def let_time_pass() -> None:
    now = timezone.now()
    past = now - timedelta(hours=1)
    Reservation.objects.update(created_at=past, expires_at=now - timedelta(seconds=1))


def refusing(shop) -> None:
    shop.channel.stock_policy = "refuse"
    shop.channel.save()


def sound() -> bool:
    return not any(found.violations for found in audit(["levels_match_reservations", "levels_match_claims"]))


def test_the_order_uses_up_what_was_held_for_it(shop):
    refusing(shop)
    token = hold(shop, 8)

    order = placed_order(shop, {0: 8}, reservation=token)

    level = shop.level()
    assert (level.reserved, level.allocated, level.available) == (0, 8, 2)
    assert Reservation.objects.get().ending == "used"
    assert order.lines.get().allocated == 8
    assert sound()


def test_others_are_refused_what_is_held(shop):
    refusing(shop)
    hold(shop, 8)

    (outcome,) = place_orders([shop.request({0: 3})], actor=SYSTEM)

    assert outcome.error.context["available"] == 2
    assert shop.level().reserved == 8


def test_a_held_unit_comes_before_the_queue_that_formed_later(shop):
    token = hold(shop, 8)
    waiting = placed_order(shop, {0: 5})
    assert waiting.lines.get().backordered == 3

    order = placed_order(shop, {0: 8}, reservation=token)

    assert order.lines.get().allocated == 8
    assert (shop.level().allocated, shop.level().backordered) == (10, 3)
    assert sound()


def test_more_than_was_held_is_given_back(shop):
    token = hold(shop, 8)

    placed_order(shop, {0: 2}, reservation=token)

    assert (shop.level().reserved, shop.level().available) == (0, 8)
    assert sound()


def test_of_two_orders_in_one_batch_the_first_has_the_goods(shop):
    refusing(shop)
    token = hold(shop, 8)
    wish = shop.request({0: 6}, reservation=token)

    first, second = place_orders([wish, wish], actor=SYSTEM)

    assert first.error is None
    assert second.error.context["available"] == 4
    assert sound()


def test_a_past_reservation_refuses_no_buyer(shop):
    refusing(shop)
    hold(shop, 9)
    let_time_pass()

    order = placed_order(shop, {0: 10})

    assert order.lines.get().allocated == 10
    assert Reservation.objects.get().ending == "expired"
    assert sound()


def test_without_freeing_what_is_past_the_buyer_would_be_refused(shop, monkeypatch):
    refusing(shop)
    hold(shop, 9)
    let_time_pass()
    monkeypatch.setattr(allocating, "free_expired", lambda level_ids, now: {})

    (outcome,) = place_orders([shop.request({0: 10})], actor=SYSTEM)

    assert outcome.error.code == "not_enough_stock"


def test_a_past_reservation_makes_no_buyer_wait(shop):
    hold(shop, 9)
    let_time_pass()

    order = placed_order(shop, {0: 10})

    assert order.lines.get().backordered == 0
    assert shop.level().reserved == 0


def test_a_past_reservation_does_not_hold_up_the_queue(shop):
    hold(shop, 9)
    order = placed_order(shop, {0: 5})
    let_time_pass()

    fill_backorders(level_id=shop.level().pk)

    assert order.lines.get().backordered == 0
    assert sound()


def test_a_token_that_holds_nothing_changes_nothing(shop):
    order = placed_order(shop, {0: 2}, reservation="long-gone")

    assert order.lines.get().allocated == 2


def test_placing_with_a_reservation_takes_two_statements_more(shop):
    reference()
    token = hold(shop, 3)

    with CaptureQueriesContext(connection) as captured:
        (outcome,) = place_orders([shop.request({0: 3}, reservation=token, idempotency_key="k")], actor=SYSTEM)

    counted = [query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert outcome.error is None
    assert len(counted) <= 12
