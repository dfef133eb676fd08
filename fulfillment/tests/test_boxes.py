import datetime

import pytest

from catalog.models import SKU
from fulfillment.models import Packaging
from fulfillment.selectors.boxes import suggest_cartons
from fulfillment.selectors.cutoff import cutoff_of
from fulfillment.selectors.weights import expected_weight
from fulfillment.tests.factories import open_work, order_of
from inventory.models import MethodCutoff, Warehouse
from orders.intake.reference import forget_reference
from orders.services.promising import ships_on


def a_box(pk: int, side: int, limit: int = 5000, **options) -> Packaging:
    return Packaging(
        pk=pk, code=f"b{side}", name=str(side), length_mm=side, width_mm=side, height_mm=side, max_weight_grams=limit,
        tare_grams=100, **options,
    )  # fmt: skip


BOXES = [a_box(3, 400, 20_000), a_box(1, 100), a_box(2, 200)]
CUBE = SKU(code="CUBE", length_mm=90, width_mm=90, height_mm=90, weight_grams=500)
ROD = SKU(code="ROD", length_mm=350, width_mm=20, height_mm=20, weight_grams=100)
SCARF = SKU(code="SCARF", weight_grams=200)
GIFT = SKU(code="GIFT")
MAST = SKU(code="MAST", length_mm=2_000, width_mm=50, height_mm=50, weight_grams=900)


def boxes_for(*contents) -> list[str]:
    return [one.packaging.name for one in suggest_cartons(contents, BOXES).cartons]


@pytest.mark.parametrize(
    ("contents", "boxes"),
    [
        ([(CUBE, 1)], ["100"]), ([(CUBE, 2)], ["200"]), ([(CUBE, 10)], ["400"]), ([(ROD, 1)], ["400"]),
        ([(CUBE, 50)], ["400", "400"]), ([], []),
    ],
)  # fmt: skip
def test_the_smallest_boxes_that_hold_the_goods_and_their_weight(contents, boxes):
    assert boxes_for(*contents) == boxes


def test_a_suggestion_tells_weight_fill_and_contents():
    (one,) = suggest_cartons([(CUBE, 2)], BOXES).cartons

    assert (one.weight_grams, one.fill_percent, one.contents, one.by) == (1100, 18, {"CUBE": 2}, "measures")


@pytest.mark.parametrize(
    ("sku", "boxes", "note"),
    [
        (MAST, [], "1 × MAST in a carton of its own: too large or too heavy for every box."),
        (SCARF, ["100"], "SCARF has no measures: its box is suggested by weight alone. Look whether it fits."),
        (GIFT, [], "GIFT has neither measures nor a weight: take the box it fits into."),
    ],
)
def test_the_reason_is_said_where_measures_cannot_decide(sku, boxes, note):
    suggestion = suggest_cartons([(sku, 1)], BOXES)

    assert [one.packaging.name for one in suggestion.cartons] == boxes
    assert suggestion.notes == (note,)


def test_without_boxes_the_office_is_named():
    assert suggest_cartons([(CUBE, 1)], []).notes == ("No box is on the list: the office adds them under packagings.",)


@pytest.mark.parametrize(
    ("contents", "tolerance", "bounds"),
    [
        ([(CUBE, 2)], 10, (1100, 990, 1210)),
        ([(ROD, 1)], 10, (200, 150, 250)),
        ([(CUBE, 2), (GIFT, 1)], 10, (1100, 990, None)),
        ([(CUBE, 2)], None, (1100, None, None)),
    ],
)
def test_the_expected_weight_includes_the_box_and_leaves_its_tolerance(contents, tolerance, bounds):
    expected = expected_weight(contents, a_box(1, 100, weight_tolerance_percent=tolerance))

    assert (expected.grams, expected.least, expected.most) == bounds


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
