import datetime

import pytest

from catalog.models import SKU
from fulfillment.models import Packaging
from fulfillment.selectors.boxes import suggest_box
from fulfillment.selectors.cutoff import cutoff_of
from fulfillment.tests.factories import open_work, order_of
from inventory.models import MethodCutoff, Warehouse
from orders.intake.reference import forget_reference
from orders.services.promising import ships_on


def a_box(pk: int, side: int, limit: int = 5000) -> Packaging:
    return Packaging(
        pk=pk, name=str(side), length_mm=side, width_mm=side, height_mm=side, max_weight_grams=limit, tare_grams=100
    )


BOXES = [a_box(3, 400, 20_000), a_box(1, 100), a_box(2, 200)]
CUBE = SKU(length_mm=90, width_mm=90, height_mm=90, weight_grams=500)
ROD = SKU(length_mm=350, width_mm=20, height_mm=20, weight_grams=100)


@pytest.mark.parametrize(
    ("contents", "box"),
    [([(CUBE, 1)], "100"), ([(CUBE, 2)], "200"), ([(CUBE, 10)], "400"), ([(ROD, 1)], "400"), ([(CUBE, 500)], None)],
)
def test_the_smallest_box_that_holds_volume_weight_and_the_longest_side(contents, box):
    fit = suggest_box(contents, BOXES)

    assert (fit.box.name if fit.box else None) == box


def test_the_expected_weight_includes_the_box():
    assert suggest_box([(CUBE, 2)], BOXES).expected_grams == 1100


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-03-06T13:59:00+00:00", "2026-03-06"),
        ("2026-03-06T14:00:00+00:00", "2026-03-09"),
        ("2026-03-07T08:00:00+00:00", "2026-03-09"),
    ],
)
def test_the_cutoff_is_local_and_skips_the_weekend(db, now, day):
    warehouse = Warehouse(time_zone="Europe/Berlin", cutoff_at=datetime.time(15), works_on="1111100")

    cutoff = cutoff_of(warehouse, datetime.datetime.fromisoformat(now))

    assert cutoff.day.isoformat() == day
    assert cutoff.at.isoformat() == f"{day}T15:00:00+01:00"


def test_a_shipping_method_has_the_cutoff_of_its_own_truck_in_promise_and_work(shop):
    house = shop.warehouses[0]
    work = open_work(shop)
    order = order_of(work)
    noon, now = datetime.time(12), datetime.datetime(2026, 3, 6, 13, tzinfo=datetime.UTC)
    assert (ships_on(house, now, order.shipping_method_id), cutoff_of(house, now).day) == (now.date(), now.date())

    MethodCutoff.objects.create(warehouse=house, method=order.shipping_method, cutoff_at=noon)
    forget_reference()

    monday = datetime.date(2026, 3, 9)
    assert ships_on(house, now, order.shipping_method_id) == monday
    cutoff = cutoff_of(house, now, order.shipping_method_id)
    assert (cutoff.day, cutoff.at.time()) == (monday, noon)
    assert cutoff_of(house, now).day == now.date()
