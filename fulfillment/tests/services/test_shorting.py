import pytest

from core.actors import SYSTEM
from core.effects import drain
from core.errors import InvalidInput, MoveRefused
from fulfillment.errors import TooManyUnits
from fulfillment.models import FulfillmentOrder, ShortPick
from fulfillment.selectors.shorts import short_consequences
from fulfillment.services.claiming import claim_task
from fulfillment.services.picking import pick_task_in_full
from fulfillment.services.scanning import scan_item, scan_location
from fulfillment.services.shorting import short_pick
from fulfillment.tests.factories import bench_units, bin_units, order_of, released_work, reread, tasks_of
from inventory.models import Location, Warehouse
from inventory.services.adjusting import adjust_stock
from inventory.services.moving import move_units
from inventory.services.receiving import receive_stock
from inventory.services.warehouses import create_warehouse
from orders.intake.reference import forget_reference


def second_bin(shop, units: int) -> Location:
    place = Location.objects.create(warehouse=shop.warehouses[0], code="B-01", pick_sequence=90)
    move_units(
        level_id=shop.level().pk, from_location_id=Location.objects.get(code="A-01").pk, to_location_id=place.pk,
        quantity=units, cause_kind="test", cause_reference="split", actor=SYSTEM,
    )  # fmt: skip
    return place


def test_what_nobody_has_goes_on_backorder_and_the_rest_goes_on(shop):
    work = released_work(shop, {0: 10})
    task = claim_task(task_id=tasks_of(work)[0].pk, actor=SYSTEM)
    assert list(short_consequences(task, 4)) == [
        "4 go on backorder; no new goods are announced. The customer keeps the rest of the order.",
        "The customer pays €48.00 later and is asked by mail when the date slips.",
    ]

    short_pick(task_id=task.pk, quantity=4, reason="not_there", actor=SYSTEM)
    pick_task_in_full(task_id=task.pk, scan_id="s", actor=SYSTEM)

    line = order_of(work).lines.get()
    assert (line.allocated, line.backordered, line.picked) == (6, 4, 6)
    assert (shop.level().on_hand, bin_units(shop, "A-01"), bench_units(shop)) == (6, 0, 6)
    assert reread(work).state == "picked"


def test_another_bin_of_the_house_is_tried_first_and_the_order_does_not_notice(shop):
    second_bin(shop, 4)
    work = released_work(shop, {0: 3})
    task = claim_task(task_id=tasks_of(work)[0].pk, actor=SYSTEM)
    assert short_consequences(task, 2)[0] == "2 from B-01 in this house: you get a task for it."

    short_pick(task_id=task.pk, quantity=2, reason="not_there", actor=SYSTEM)

    assert [(one.location.code, one.quantity) for one in tasks_of(work)] == [("A-01", 1), ("B-01", 2)]
    line = order_of(work).lines.get()
    assert (line.allocated, line.released, line.backordered) == (3, 3, 0)
    assert shop.level().on_hand == 8


def test_another_warehouse_gets_the_work(shop):
    receive_stock(
        warehouse_id=shop.warehouses[1].pk, sku_id=shop.skus[0].pk, quantity=5, cause_kind="test",
        cause_reference="x", actor=SYSTEM,
    )  # fmt: skip
    work = released_work(shop, {0: 10})
    task = claim_task(task_id=tasks_of(work)[0].pk, actor=SYSTEM)

    short_pick(task_id=task.pk, quantity=10, reason="not_there", actor=SYSTEM)
    drain()

    assert reread(work).state == "canceled"
    other = FulfillmentOrder.objects.exclude(pk=work.pk).get()
    assert (other.warehouse, other.lines.get().quantity) == (shop.warehouses[1], 5)
    assert order_of(work).lines.get().backordered == 5


def test_damaged_units_lie_in_quarantine(shop):
    work = released_work(shop, {0: 1})
    task = claim_task(task_id=tasks_of(work)[0].pk, actor=SYSTEM)

    short_pick(task_id=task.pk, quantity=1, reason="damaged", actor=SYSTEM)

    assert (shop.level().on_hand, shop.level().unavailable) == (10, 1)
    assert bin_units(shop, "QUARANTINE") == 1


def test_instead_of_a_damaged_unit_another_of_the_same_bin_is_taken_and_the_order_does_not_notice(shop):
    work = released_work(shop, {0: 3})
    task = claim_task(task_id=tasks_of(work)[0].pk, actor=SYSTEM)
    assert short_consequences(task, 2, "damaged") == [
        "2 go to quarantine.", "2 from this bin instead: the task stays as it is.",
    ]  # fmt: skip

    short_pick(task_id=task.pk, quantity=2, reason="damaged", actor=SYSTEM)
    pick_task_in_full(task_id=task.pk, scan_id="1", actor=SYSTEM)

    level, line = shop.level(), order_of(work).lines.get()
    assert (level.on_hand, level.unavailable, level.allocated) == (10, 2, 3)
    assert (line.picked, line.backordered, bin_units(shop, "QUARANTINE"), bin_units(shop, "A-01")) == (3, 0, 2, 5)


def test_a_report_sent_twice_counts_once_and_the_second_is_told_so(shop):
    task = claim_task(task_id=tasks_of(released_work(shop, {0: 3}))[0].pk, actor=SYSTEM)
    short_pick(task_id=task.pk, quantity=1, reason="damaged", actor=SYSTEM, seen=0)

    with pytest.raises(MoveRefused, match="since you looked"):
        short_pick(task_id=task.pk, quantity=1, reason="damaged", actor=SYSTEM, seen=0)
    short_pick(task_id=task.pk, quantity=1, reason="damaged", actor=SYSTEM, seen=1)

    assert bin_units(shop, "QUARANTINE") == 2


def test_what_the_same_bin_cannot_replace_is_sought_elsewhere(shop):
    work = released_work(shop, {0: 9})
    task = claim_task(task_id=tasks_of(work)[0].pk, actor=SYSTEM)

    short_pick(task_id=task.pk, quantity=3, reason="damaged", actor=SYSTEM)
    pick_task_in_full(task_id=task.pk, scan_id="1", actor=SYSTEM)

    line = order_of(work).lines.get()
    assert (line.picked, line.backordered, bin_units(shop, "QUARANTINE")) == (7, 2, 3)


def test_units_scanned_before_count_once_the_rest_is_accounted_for(shop):
    work = released_work(shop, {0: 10})
    task = claim_task(task_id=tasks_of(work)[0].pk, actor=SYSTEM)
    scan_location(task_id=task.pk, scan_id="1", code="A-01", actor=SYSTEM)
    scan_item(task_id=task.pk, scan_id="2", code="SKU-1", actor=SYSTEM)

    short_pick(task_id=task.pk, quantity=9, reason="not_there", actor=SYSTEM)

    work = reread(work)
    assert (work.state, work.batch.state) == ("picked", "done")
    assert (work.lines.get().picked, work.lines.get().canceled) == (1, 9)
    assert bench_units(shop) == 1


@pytest.mark.parametrize(
    ("quantity", "reason", "error"),
    [(3, "not_there", TooManyUnits), (0, "damaged", TooManyUnits), (1, "?", InvalidInput)],
)
def test_nonsense_is_refused(shop, quantity, reason, error):
    work = released_work(shop, {0: 2})
    task = claim_task(task_id=tasks_of(work)[0].pk, actor=SYSTEM)

    with pytest.raises(error):
        short_pick(task_id=task.pk, quantity=quantity, reason=reason, actor=SYSTEM)

    assert not ShortPick.objects.exists()


def test_units_counted_away_before_the_picker_misses_them_leave_the_books_once(shop):
    work = released_work(shop, {0: 10})
    level, task = shop.level(), tasks_of(work)[0]
    adjust_stock(
        warehouse_id=level.warehouse_id, sku_id=level.sku_id, location_id=task.location_id, delta=-3, reason="count",
        actor=SYSTEM,
    )  # fmt: skip

    claim_task(task_id=task.pk, actor=SYSTEM)
    short_pick(task_id=task.pk, quantity=3, reason="not_there", actor=SYSTEM)
    pick_task_in_full(task_id=task.pk, scan_id="1", actor=SYSTEM)

    level = shop.level()
    assert (level.on_hand, level.allocated, level.backordered, level.shortfall) == (7, 7, 3, 0)


def test_a_closed_warehouse_can_still_report_a_short(shop):
    work = released_work(shop, {0: 4})
    task = tasks_of(work)[0]
    Warehouse.objects.filter(pk=work.warehouse_id).update(is_active=False)

    short_pick(task_id=task.pk, quantity=4, reason="found_less", actor=SYSTEM)

    assert (shop.level().on_hand, shop.level().backordered) == (6, 4)


def test_goods_of_practice_never_cover_a_real_order(shop):
    shop.warehouses[1] = create_warehouse(
        code="practice", name="Practice", line1="Street 1", city="Berlin", postal_code="10115", country="DE",
        is_practice=True, actor=SYSTEM,
    )  # fmt: skip
    shop.receive(5, warehouse=1)
    forget_reference()
    work = released_work(shop, {0: 4})

    short_pick(task_id=tasks_of(work)[0].pk, quantity=4, reason="found_less", actor=SYSTEM)

    assert (shop.level(warehouse=1).allocated, shop.level().backordered) == (0, 4)
