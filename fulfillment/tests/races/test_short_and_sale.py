"""A picker misses units in one warehouse while they are sold in another: nobody waits in a circle."""

import time

import pytest
from django.db import connection

from core.actors import SYSTEM
from core.effects import drain
from fulfillment.models import FulfillmentOrder
from fulfillment.services import shorting
from fulfillment.services.releasing import release_work
from fulfillment.services.shorting import short_pick
from fulfillment.tests.factories import tasks_of
from orders.intake.reference import forget_reference, reference
from orders.services.placing import place_orders
from orders.tests.factories import confirmed_order, open_shop
from tests.races.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
_WAITING = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@pytest.fixture
def shop(settings):
    settings.OMS_WIRING = "fulfillment.tests.wiring.WIRING"
    forget_reference()
    shop = open_shop(skus=1, stock=2)
    shop.receive(10, warehouse=1)
    reference()
    yield shop
    forget_reference()


def is_somebody_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return bool(cursor.fetchone()[0])


def test_a_short_in_the_second_warehouse_and_a_sale_from_both_do_not_deadlock(shop, monkeypatch):
    order = confirmed_order(shop, {0: 6})
    drain()
    work = FulfillmentOrder.objects.get(order=order, warehouse=shop.warehouses[1])
    release_work(warehouse_id=work.warehouse_id, work_ids=[work.pk], actor=SYSTEM)
    task = tasks_of(work)[0]
    shop.receive(2)
    picker_holds_a_level = []
    spare_bins = shorting.spare_bins

    def slowly(task):
        picker_holds_a_level.append(True)
        deadline = time.monotonic() + 5
        while not is_somebody_waiting() and time.monotonic() < deadline:
            time.sleep(0.02)
        return spare_bins(task)

    def buy():
        deadline = time.monotonic() + 5
        while not picker_holds_a_level and time.monotonic() < deadline:
            time.sleep(0.02)
        return place_orders([shop.request({0: 3})], actor=SYSTEM)[0]

    monkeypatch.setattr(shorting, "spare_bins", slowly)
    results = all_at_once([
        lambda: short_pick(task_id=task.pk, quantity=4, reason="not_there", actor=SYSTEM),
        buy,
    ])  # fmt: skip

    assert [result for result in results if isinstance(result, Exception)] == []
