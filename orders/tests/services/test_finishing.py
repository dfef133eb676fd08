"""Orders complete by their channel's policy, by themselves, and only once nothing is open."""

from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import MoveRefused
from orders.models import Order
from orders.selectors.waiting import ripe_orders
from orders.services.completing import complete_order, complete_when_ready, reopen_order
from orders.services.finishing import complete_all_ripe
from orders.services.recording.counts import record_open
from orders.services.recording.funds import Funds, record_funds
from orders.tests.factories import delivered_order, dispatched_order
from orders.tests.test_tasks import age

pytestmark = pytest.mark.django_db


def paid(order: Order) -> Order:
    record_funds(order_id=order.pk, funds=Funds(authorized=order.total, captured=order.total), actor=SYSTEM)
    return order


def policy(shop, **columns) -> None:
    for name, value in columns.items():
        setattr(shop.channel, name, value)
    shop.channel.save()


def finish() -> int:
    return complete_all_ripe(now=timezone.now())


def state(order: Order) -> str:
    return Order.objects.get(pk=order.pk).state


def test_an_order_completes_by_itself_when_its_return_window_is_over_and_not_before(shop):
    policy(shop, complete_wait_days=14)
    order = paid(delivered_order(shop))
    age(order, delivered_at=timedelta(days=13))
    assert (finish(), state(order)) == (0, "processing")

    age(order, delivered_at=timedelta(days=15))

    assert (finish(), state(order)) == (1, "completed")


def test_silence_counts_as_delivery_only_where_the_channel_says_so(shop):
    order = paid(dispatched_order(shop))
    age(order, last_shipped_at=timedelta(days=31))
    record_open(order_id=order.pk, parcels=1, actor=SYSTEM)
    assert (finish(), state(order)) == (0, "processing")

    policy(shop, delivered_after_days=30, complete_wait_days=7)
    assert finish() == 0
    age(order, last_shipped_at=timedelta(days=38))

    assert (finish(), state(order)) == (1, "completed")


@pytest.mark.parametrize("what", ["returns", "claims", "exchanges", "cases", "money", "signatures"])
def test_nothing_completes_while_something_is_open(shop, what):
    order = paid(delivered_order(shop))
    record_open(order_id=order.pk, **{what: 1}, actor=SYSTEM)
    assert (finish(), state(order)) == (0, "processing")
    with pytest.raises(MoveRefused):
        complete_order(order_id=order.pk, actor=SYSTEM)

    record_open(order_id=order.pk, **{what: 0}, actor=SYSTEM)

    assert (finish(), state(order)) == (1, "completed")


def test_a_reopened_order_is_left_to_people_for_the_days_of_its_channel(shop):
    order = paid(delivered_order(shop))
    complete_order(order_id=order.pk, actor=SYSTEM)
    reopen_order(order_id=order.pk, actor=SYSTEM, reason="A piece is missing.")
    assert (finish(), complete_when_ready(order_id=order.pk), state(order)) == (0, False, "processing")

    age(order, reopened_at=timedelta(days=shop.channel.reopen_wait_days, minutes=1))

    assert (finish(), state(order)) == (1, "completed")


def test_a_reopened_order_can_be_completed_by_hand_at_once(shop):
    order = paid(delivered_order(shop))
    complete_order(order_id=order.pk, actor=SYSTEM)
    reopen_order(order_id=order.pk, actor=SYSTEM, reason="By mistake.")

    assert complete_order(order_id=order.pk, actor=SYSTEM).state == "completed"


def test_ripe_orders_are_found_by_an_index_of_their_own(shop):
    paid(delivered_order(shop))
    orders = ripe_orders(shop.channel, now=timezone.now())
    with connection.cursor() as cursor, CaptureQueriesContext(connection):
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")

    assert "order_to_complete" in orders.explain()


@pytest.mark.django_db(transaction=True)
def test_what_somebody_holds_is_passed_over_and_the_rest_completes(shop):
    held, free = paid(delivered_order(shop)), paid(delivered_order(shop, parcel_id=2))
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM orders_order WHERE id = %s FOR UPDATE", [held.pk])
        done = finish()
        other.rollback()
    finally:
        other.close()

    assert (done, state(held), state(free)) == (1, "processing", "completed")
    assert (finish(), state(held)) == (1, "completed")


def test_dying_in_a_chunk_leaves_everything_for_the_next_run(shop):
    orders = [paid(delivered_order(shop, parcel_id=key)) for key in (1, 2)]
    with transaction.atomic():
        assert finish() == 2
        transaction.set_rollback(True)

    assert {state(order) for order in orders} == {"processing"}
    assert finish() == 2
