"""Kinds of batches, their limits, and taking work out of one."""

import pytest
from django.db import IntegrityError, transaction

from core.actors import SYSTEM
from core.errors import MoveRefused
from fulfillment.models import BatchLimits, FulfillmentOrder, PickBatch, PickTask
from fulfillment.selectors.bench import work_by_code
from fulfillment.selectors.releasing import ReleaseFilter
from fulfillment.selectors.walks import TaskCard, card_of, task_in
from fulfillment.services.claiming import claim_next_task
from fulfillment.services.emptying import take_batch_back, take_out_of_batch
from fulfillment.services.picking import pick_task_in_full
from fulfillment.services.releasing import release_next, release_work
from fulfillment.statuses import BatchKind
from fulfillment.tests.factories import address, open_work, order_of, picker, reread, tasks_of
from inventory.models import Location
from orders.tests.edits import broken


def elsewhere(shop, number: int, units=None, **options) -> FulfillmentOrder:
    return open_work(shop, units, shipping_address=address(f"Street {number}"), **options)


def release(works, **options):
    options.setdefault("actor", SYSTEM)
    return release_work(warehouse_id=works[0].warehouse_id, work_ids=[work.pk for work in works], **options)


def test_what_would_pass_the_limit_of_a_batch_begins_the_next(shop):
    works = [elsewhere(shop, number, {0: 1}) for number in range(3)]
    BatchLimits.objects.create(warehouse=shop.warehouses[0], max_orders=2)

    report = release(works)

    assert [batch.works.count() for batch in report.batches] == [2, 1]
    assert {work.state for work in report.released} == {"released"}


def test_one_order_each_is_a_batch_each(shop):
    report = release([elsewhere(shop, 1), elsewhere(shop, 2)], kind=BatchKind.SINGLE_ORDER)

    assert [(batch.kind, batch.works.count()) for batch in report.batches] == [("single_order", 1), ("single_order", 1)]


def test_orders_of_one_product_are_picked_into_one_tote_and_found_one_after_the_other(shop):
    works = [elsewhere(shop, 1, {0: 1}), elsewhere(shop, 2, {1: 1}), elsewhere(shop, 3, {0: 1})]
    several = elsewhere(shop, 4, {0: 1, 1: 1})

    report = release([*works, several], kind=BatchKind.SINGLE_ITEM)

    assert [one.number for one in report.refused] == [several.number]
    assert {reread(work).tote for work in works} == {f"{report.batch.number}-1"}
    walk = PickTask.objects.order_by("sequence", "pk").values_list("line__order_line__sku__code", flat=True)
    assert list(walk) == ["SKU-2", "SKU-1", "SKU-1"]


def test_whoever_stands_at_the_bin_of_a_single_item_batch_takes_all_without_scanning_it_again(shop):
    first, second, other = elsewhere(shop, 1, {0: 1}), elsewhere(shop, 2, {0: 2}), elsewhere(shop, 3, {1: 1})
    release([first, second, other], kind=BatchKind.SINGLE_ITEM)
    pia = picker()

    def claim() -> PickTask:
        return claim_next_task(warehouse_id=first.warehouse_id, actor=pia)

    def card() -> TaskCard:
        shown = task_in(first.warehouse_id, claim().pk)
        assert shown is not None
        return card_of(shown)

    assert claim().location_scanned_at is None
    pick_task_in_full(task_id=claim().pk, scan_id="a", actor=pia)
    task = claim()
    assert (task.location_scanned_at, card().here) == (None, 2)
    pick_task_in_full(task_id=task.pk, scan_id="b", actor=pia)
    assert (claim().location_scanned_at is not None, card().step, card().here) == (True, "item", 0)


def test_next_of_one_product_passes_over_orders_of_several(shop):
    open_work(shop, {0: 1, 1: 1})
    single = elsewhere(shop, 2, {0: 1})

    report = release_next(
        warehouse_id=single.warehouse_id, count=1, kind=BatchKind.SINGLE_ITEM, actor=SYSTEM
    )  # fmt: skip

    assert [work.pk for work in report.released] == [single.pk]


def test_by_zone_each_zone_is_walked_apart_and_the_order_meets_at_the_bench(shop):
    Location.objects.filter(code="A-01").update(zone="A")
    Location.objects.filter(code="A-02").update(zone="B")
    work = open_work(shop, {0: 2, 1: 1})

    report = release([work], kind=BatchKind.ZONE)

    assert sorted((batch.zone, batch.state, batch.tasks.count()) for batch in report.batches) == [
        ("A", "released", 1), ("B", "released", 1),
    ]  # fmt: skip
    totes = {task.tote for task in tasks_of(work)}
    assert len(totes) == 2
    assert {work_by_code(work.warehouse_id, tote).pk for tote in totes} == {work.pk}
    take_out_of_batch(fulfillmentorder_id=work.pk, actor=SYSTEM)
    assert {batch.state for batch in PickBatch.objects.all()} == {"canceled"}
    assert broken() == {}


def test_orders_of_one_customer_to_one_address_share_a_tote(shop):
    first, second = open_work(shop, {0: 1}), open_work(shop, {1: 1})
    other = elsewhere(shop, 9, {0: 1})

    release([first, second, other])

    assert reread(first).tote == reread(second).tote != reread(other).tote


def test_the_next_orders_are_narrowed_by_zone_channel_method_and_cutoff(shop):
    Location.objects.filter(code="A-02").update(zone="B")
    in_a, in_b = elsewhere(shop, 1, {0: 1}), elsewhere(shop, 2, {1: 1})
    order = order_of(in_b)

    def meant(**wanted) -> list[int]:
        found = ReleaseFilter(**wanted).apply(FulfillmentOrder.objects.order_by("pk"))
        return list(found.values_list("pk", flat=True))

    assert meant(zone="B") == [in_b.pk]
    assert meant(channel_id=order.channel_id, method_id=order.shipping_method_id) == [in_a.pk, in_b.pk]
    assert meant(channel_id=0) == meant(method_id=0) == meant(priority=1) == []
    assert meant(due_by=in_a.late_at) == [in_a.pk, in_b.pk]
    assert meant(due_by=in_a.created_at) == []


def test_a_batch_nobody_began_goes_back_whole(shop):
    works = [elsewhere(shop, 1), elsewhere(shop, 2)]
    batch = release(works).batch

    assert take_batch_back(batch_id=batch.pk, actor=picker(), reason="the truck is early") == 2

    assert {(reread(work).state, reread(work).batch_id) for work in works} == {("open", None)}
    assert PickBatch.objects.get().state == "canceled"
    assert [line.released for work in works for line in order_of(work).lines.all()] == [0, 0]
    assert broken() == {}


def test_a_batch_a_picker_began_stays_and_says_so(shop):
    work = open_work(shop)
    batch = release([work]).batch
    claim_next_task(warehouse_id=work.warehouse_id, actor=picker())

    with pytest.raises(MoveRefused, match="in progress; only a batch that nobody has begun goes back whole"):
        take_batch_back(batch_id=batch.pk, actor=SYSTEM)

    assert reread(work).state == "released"


def test_the_database_refuses_a_second_batch_for_a_unit(shop):
    work = open_work(shop, {0: 2})
    release([work])
    task = tasks_of(work)[0]
    other = PickBatch.objects.create(number="B-X", warehouse=work.warehouse, created_by="test")

    for values in ({"batch": other, "quantity": 1}, {"batch": task.batch, "quantity": 1}):
        with pytest.raises(IntegrityError, match="picked twice"), transaction.atomic():
            PickTask.objects.create(line=task.line, lot="x", **values)
    with pytest.raises(IntegrityError, match="picked twice"), transaction.atomic():
        PickTask.objects.create(line=task.line, lot="x", batch=other, quantity=2)
