import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Barcode
from core.actors import SYSTEM
from core.errors import MoveRefused
from fulfillment.errors import NothingToUndo, ScanEachUnit, TaskTaken, TooManyUnits
from fulfillment.models import PickTask, Scan
from fulfillment.services.claiming import claim_next_task, claim_task
from fulfillment.services.picking import complete_task, pick_task_in_full, skip_task
from fulfillment.services.scanning import scan_counted, scan_item, scan_location, undo_last_scan
from fulfillment.tests.factories import (
    bench_units,
    bin_units,
    order_of,
    picker,
    released_work,
    reread,
    tasks_of,
)


@pytest.fixture
def pia(db):
    return picker()


@pytest.fixture
def task(shop, pia) -> PickTask:
    work = released_work(shop, {0: 2})
    claim_next_task(warehouse_id=work.warehouse_id, actor=pia)
    return tasks_of(work)[0]


def at_bin(task, actor) -> None:
    scan_location(task_id=task.pk, scan_id="there", code="a-01", actor=actor)


def test_the_walk_place_goods_done(shop, task, pia):
    assert scan_location(task_id=task.pk, scan_id="1", code="A-01", actor=pia).ok
    assert scan_item(task_id=task.pk, scan_id="2", code="SKU-1", actor=pia).picked == 1
    assert scan_item(task_id=task.pk, scan_id="3", code="SKU-1", actor=pia).is_full
    complete_task(task_id=task.pk, actor=pia)

    work = reread(task.line.fulfillment_order)
    assert (work.state, work.batch.state) == ("picked", "done")
    assert (bin_units(shop, "A-01"), bench_units(shop)) == (8, 2)
    assert [line.picked for line in order_of(work).lines.all()] == [2]


def test_a_wrong_bin_and_a_wrong_product_move_nothing_and_are_kept(task, pia):
    wrong_bin = scan_location(task_id=task.pk, scan_id="1", code="A-02", actor=pia)
    at_bin(task, pia)
    wrong_goods = scan_item(task_id=task.pk, scan_id="2", code="SKU-2", actor=pia)

    assert "go to A-01" in wrong_bin.message
    assert "SKU-2 is not SKU-1" in wrong_goods.message
    task.refresh_from_db()
    assert task.picked_quantity == 0
    assert list(Scan.objects.filter(ok=False).values_list("code", flat=True).order_by("pk")) == ["A-02", "SKU-2"]


def test_goods_before_the_place_are_refused(task, pia):
    outcome = scan_item(task_id=task.pk, scan_id="1", code="SKU-1", actor=pia)

    assert not outcome.ok
    assert outcome.message == "Scan the place A-01 first."


def test_a_scan_sent_twice_counts_once(task, pia):
    at_bin(task, pia)
    scan_item(task_id=task.pk, scan_id="2", code="SKU-1", actor=pia)

    again = scan_item(task_id=task.pk, scan_id="2", code="SKU-1", actor=pia)

    assert (again.ok, again.is_repeat, again.picked) == (True, True, 1)
    assert Scan.objects.filter(kind="item").count() == 1


def test_one_unit_too_many_is_refused(task, pia):
    at_bin(task, pia)
    for scan_id in "12":
        scan_item(task_id=task.pk, scan_id=scan_id, code="SKU-1", actor=pia)

    third = scan_item(task_id=task.pk, scan_id="3", code="SKU-1", actor=pia)

    assert (third.ok, third.picked) == (False, 2)


def test_a_barcode_means_its_sku(shop, task, pia):
    Barcode.objects.create(sku=shop.skus[0], code="4006381333931")
    at_bin(task, pia)

    assert scan_item(task_id=task.pk, scan_id="2", code="4006381333931", actor=pia).ok


def test_a_label_that_names_another_lot_is_refused_and_the_right_one_counts(shop, task, pia):
    Barcode.objects.create(sku=shop.skus[0], code="4006381333931")
    PickTask.objects.filter(pk=task.pk).update(lot="L7")
    at_bin(task, pia)

    wrong = scan_item(task_id=task.pk, scan_id="2", code="(01)04006381333931(10)L8", actor=pia)
    right = scan_item(task_id=task.pk, scan_id="3", code="(01)04006381333931(10)L7", actor=pia)

    assert (wrong.ok, wrong.message) == (False, "Wrong lot: this is L8, take L7.")
    assert (right.ok, right.picked) == (True, 1)


def test_the_last_scan_can_be_taken_back(task, pia):
    at_bin(task, pia)
    scan_item(task_id=task.pk, scan_id="2", code="SKU-1", actor=pia)

    assert undo_last_scan(task_id=task.pk, actor=pia).picked_quantity == 0
    with pytest.raises(NothingToUndo):
        undo_last_scan(task_id=task.pk, actor=pia)


def test_few_units_are_scanned_one_by_one_and_many_may_be_typed(shop, pia):
    few, many = released_work(shop, {0: 3}), released_work(shop, {1: 8})
    for work in (few, many):
        task = claim_task(task_id=tasks_of(work)[0].pk, actor=pia)
        scan_location(task_id=task.pk, scan_id=f"at{task.pk}", code=task.location.code, actor=pia)

    with pytest.raises(ScanEachUnit):
        scan_counted(task_id=tasks_of(few)[0].pk, scan_id="f", code="SKU-1", quantity=3, actor=pia)
    with pytest.raises(TooManyUnits):
        scan_counted(task_id=tasks_of(many)[0].pk, scan_id="m", code="SKU-2", quantity=9, actor=pia)
    assert scan_counted(task_id=tasks_of(many)[0].pk, scan_id="n", code="SKU-2", quantity=8, actor=pia).is_full


def test_somebody_elses_task_is_refused(task):
    with pytest.raises(TaskTaken, match="pia is picking this"):
        scan_location(task_id=task.pk, scan_id="1", code="A-01", actor=picker("otto"))


def test_a_task_cannot_be_finished_before_all_units_are_scanned(shop, task, pia):
    with pytest.raises(MoveRefused, match="2 units are not scanned yet"):
        complete_task(task_id=task.pk, actor=pia)

    assert bench_units(shop) == 0


def test_a_skipped_task_comes_back_after_the_others(shop, pia):
    work = released_work(shop, {0: 1, 1: 1})
    first = claim_next_task(warehouse_id=work.warehouse_id, actor=pia)
    skip_task(task_id=first.pk, actor=pia)

    second = claim_next_task(warehouse_id=work.warehouse_id, actor=pia)
    pick_task_in_full(task_id=second.pk, scan_id="s", actor=pia)
    third = claim_next_task(warehouse_id=work.warehouse_id, actor=pia)

    assert (second.pk != first.pk, third.pk) == (True, first.pk)


def test_picking_in_full_keeps_the_scans_of_the_screen_and_repeats_harmlessly(shop):
    work = released_work(shop, {0: 2, 1: 7})
    for task in tasks_of(work):
        pick_task_in_full(task_id=task.pk, scan_id=f"t{task.pk}", actor=SYSTEM)
        pick_task_in_full(task_id=task.pk, scan_id=f"t{task.pk}", actor=SYSTEM)

    assert reread(work).state == "picked"
    assert sorted(Scan.objects.filter(kind="item").values_list("quantity", flat=True)) == [1, 1, 7]
    assert [line.picked for line in order_of(work).lines.all()] == [2, 7]


def test_a_scan_costs_at_most_eight_statements(task, pia):
    at_bin(task, pia)

    with CaptureQueriesContext(connection) as spoken:
        scan_item(task_id=task.pk, scan_id="2", code="SKU-1", actor=pia)

    assert len(spoken) <= 8
    locks = [query["sql"] for query in spoken if "FOR NO KEY UPDATE" in query["sql"]]
    assert [sql.rpartition("UPDATE OF ")[2] for sql in locks] == ['"fulfillment_picktask"']
