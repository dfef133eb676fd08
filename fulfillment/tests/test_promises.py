import pytest
from django.db import connection
from django.db.models import F

from core.actors import SYSTEM
from fulfillment.models import Parcel, ParcelItem, PickTask
from fulfillment.promises import PROMISES
from fulfillment.services.parcels import mark_shipped
from fulfillment.services.putting_back import put_back, request_put_back
from fulfillment.services.shorting import short_pick
from fulfillment.tests.factories import manifested_parcel, open_work, picked_work, released_work, tasks_of
from orders.models import Allocation, Order, OrderLine
from orders.services.recording.road import DispatchedUnit, record_dispatch


def violations() -> dict[str, int]:
    found = {}
    for one in PROMISES:
        with connection.cursor() as cursor:
            cursor.execute(one.query())
            found[one.name] = len(cursor.fetchall())
    return {name: count for name, count in found.items() if count}


@pytest.fixture
def floor(shop):
    """Work in every stage, a short and a put-back behind it."""
    shop.receive(90)
    parcel = manifested_parcel(shop, {0: 2, 1: 1})
    mark_shipped(parcel_id=parcel.pk, actor=SYSTEM)
    units = [DispatchedUnit(item.order_line_id, item.level_id, item.quantity) for item in parcel.items.all()]
    order_id = parcel.fulfillment_order.order_id
    record_dispatch(order_id=order_id, parcel_id=parcel.pk, units=units, actor=SYSTEM)
    manifested_parcel(shop, {0: 1})
    picked_work(shop, {0: 3})
    back = picked_work(shop, {0: 3})
    request_put_back(fulfillmentorder_id=back.pk, actor=SYSTEM, reason="test")
    put_back(fulfillmentorder_id=back.pk, actor=SYSTEM)
    short = tasks_of(released_work(shop, {2: 4}))[0]
    short_pick(task_id=short.pk, quantity=2, reason="not_there", actor=SYSTEM)
    open_work(shop, {1: 2})
    return parcel


def test_work_in_every_stage_keeps_all_promises(floor):
    assert violations() == {}


def corrupt_released(parcel):
    OrderLine.objects.filter(picked__gt=0, packed=0).update(picked=0)


def corrupt_tasks(parcel):
    PickTask.objects.filter(state="picked").update(picked_quantity=F("picked_quantity") - 1)


def corrupt_parcels(parcel):
    ParcelItem.objects.filter(parcel=parcel, quantity=2).update(quantity=1)


def corrupt_open_parcels(parcel):
    Order.objects.update(open_parcels=7)


def corrupt_shipped(parcel):
    Parcel.objects.filter(pk=parcel.pk).update(state="canceled")


def corrupt_allocation(parcel):
    Allocation.objects.filter(quantity=3).update(quantity=1, released=1, picked=1)


def corrupt_batches(parcel):
    PickTask.objects.filter(pk=PickTask.objects.filter(state="open").first().pk).update(quantity=F("quantity") + 9)


@pytest.mark.parametrize(
    ("corrupt", "name"),
    [
        (corrupt_released, "lines_match_floor"),
        (corrupt_tasks, "work_matches_tasks"),
        (corrupt_parcels, "work_matches_parcels"),
        (corrupt_open_parcels, "open_parcels_match"),
        (corrupt_shipped, "shipped_units_in_one_parcel"),
        (corrupt_allocation, "picks_within_allocation"),
        (corrupt_batches, "units_in_one_batch"),
    ],
)
def test_each_promise_finds_its_corruption(floor, corrupt, name):
    corrupt(floor)

    assert name in violations()
