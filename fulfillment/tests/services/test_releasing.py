import pytest

from core.actors import SYSTEM
from core.audit.runner import audit
from core.errors import MoveRefused, NotPermitted
from fulfillment.errors import NothingToRelease
from fulfillment.models import FulfillmentOrder, PickBatch, PickTask
from fulfillment.selectors.releasing import release_list, work_to_release
from fulfillment.services.releasing import release_next, release_work
from fulfillment.services.taking_back import take_back
from fulfillment.tests.factories import address, open_work, order_of, picker, released_work, reread, tasks_of
from orders.models import OrderHold
from orders.services.holding import hold_order, release_hold
from orders.services.recording.floor import record_release


def test_release_makes_one_task_per_bin_in_walking_order_and_tells_the_order(shop):
    work = open_work(shop, {0: 2, 1: 1})

    report = release_work(warehouse_id=work.warehouse_id, work_ids=[work.pk], actor=picker())

    assert [(task.location.code, task.quantity) for task in tasks_of(work)] == [("A-02", 1), ("A-01", 2)]
    assert (reread(work).state, report.batch.state) == ("released", "released")
    order = order_of(work)
    assert order.state == "processing"
    assert [line.released for line in order.lines.all()] == [2, 1]


def test_the_next_works_are_released_together_in_one_batch(shop):
    works = [open_work(shop, {0: 1}, shipping_address=address(f"Street {nr}")) for nr in range(3)]

    report = release_next(warehouse_id=works[0].warehouse_id, count=2, actor=picker())

    assert [reread(work).state for work in works] == ["released", "released", "open"]
    assert [work.tote for work in report.released] == [f"{report.batch.number}-1", f"{report.batch.number}-2"]


def test_held_work_is_refused_and_the_rest_is_released(shop):
    held, free = open_work(shop, {0: 1}), open_work(shop, {0: 1})
    hold_order(order_id=held.order_id, kind="manual", reason="call first", actor=SYSTEM)

    report = release_work(warehouse_id=held.warehouse_id, work_ids=[held.pk, free.pk], actor=picker())

    assert [reread(held).state, reread(free).state] == ["open", "released"]
    assert [one.number for one in report.refused] == [held.number]
    assert "call first" in report.refused[0].reason
    assert order_of(held).state == "confirmed"


def test_nothing_is_left_behind_when_all_is_refused(shop):
    work = open_work(shop, {0: 1})
    hold_order(order_id=work.order_id, kind="manual", reason="", actor=SYSTEM)

    with pytest.raises(NothingToRelease):
        release_work(warehouse_id=work.warehouse_id, work_ids=[work.pk], actor=SYSTEM)

    assert not PickBatch.objects.exists()
    assert not PickTask.objects.exists()


def test_two_works_never_count_on_the_same_units_of_a_bin(shop):
    first, second = open_work(shop, {0: 6}), open_work(shop, {0: 4})

    release_work(warehouse_id=first.warehouse_id, work_ids=[first.pk, second.pk], actor=SYSTEM)

    assert [task.quantity for task in [*tasks_of(first), *tasks_of(second)]] == [6, 4]


def test_release_without_the_right_is_refused(shop):
    work = open_work(shop)

    with pytest.raises(NotPermitted):
        release_work(warehouse_id=work.warehouse_id, work_ids=[work.pk], actor=picker(rights=()))

    assert reread(work).state == "open"


def test_untouched_work_goes_back_to_the_pool_and_may_be_released_again(shop):
    work = released_work(shop, {0: 2})

    take_back(fulfillmentorder_id=work.pk, actor=SYSTEM, reason="truck is early")

    assert reread(work).state == "open"
    assert [line.released for line in order_of(work).lines.all()] == [0]
    release_next(warehouse_id=work.warehouse_id, count=1, actor=SYSTEM)
    assert [task.state for task in tasks_of(work)] == ["canceled", "open"]


def held_line(work, index: int, **options) -> OrderHold:
    line = order_of(work).lines.order_by("position")[index]
    return hold_order(
        order_id=work.order_id, kind="manual", reason="ask first", line_id=line.pk, actor=SYSTEM, **options
    )


def due_of(work) -> list[int]:
    return [line.due for line in reread(work).lines.order_by("order_line__position")]


def test_a_held_line_waits_in_open_work_of_its_own_while_the_others_are_released(shop):
    work = open_work(shop, {0: 2, 1: 3})
    hold = held_line(work, 1)

    release_next(warehouse_id=work.warehouse_id, count=5, actor=SYSTEM)

    rest = FulfillmentOrder.objects.get(order=work.order_id, state="open")
    assert (reread(work).state, due_of(work), due_of(rest)) == ("released", [2, 0], [3])
    assert [line.released for line in order_of(work).lines.order_by("position")] == [2, 0]
    assert [task.quantity for task in tasks_of(work)] == [2]
    assert not work_to_release(work.warehouse_id).exists()
    assert [one.is_held for one in release_list(work.warehouse_id)] == [True]
    with pytest.raises(NothingToRelease, match="line 2 is on hold: manual — ask first"):
        release_work(warehouse_id=work.warehouse_id, work_ids=[rest.pk], actor=SYSTEM)

    release_hold(hold_id=hold.pk, actor=SYSTEM)
    release_next(warehouse_id=work.warehouse_id, count=5, actor=SYSTEM)
    assert [line.released for line in order_of(work).lines.order_by("position")] == [2, 3]
    assert [one.name for one in audit() if one.violations and one.name != "notice_board_shows_the_money"] == []


def test_a_held_line_keeps_the_others_of_an_order_that_ships_complete(shop):
    work = open_work(shop, {0: 1, 1: 1}, ship_policy="ship_complete")
    held_line(work, 1)

    assert not work_to_release(work.warehouse_id).exists()
    with pytest.raises(NothingToRelease, match="line 2 is on hold"):
        release_work(warehouse_id=work.warehouse_id, work_ids=[work.pk], actor=SYSTEM)

    assert due_of(work) == [1, 1]


def test_work_taken_back_is_joined_by_what_was_open_beside_it(shop):
    work = open_work(shop, {0: 2, 1: 3})
    held_line(work, 1)
    release_next(warehouse_id=work.warehouse_id, count=5, actor=SYSTEM)

    take_back(fulfillmentorder_id=work.pk, actor=SYSTEM)

    (there,) = FulfillmentOrder.objects.filter(order=work.order_id, state="open")
    assert (there.pk, sorted(line.due for line in there.lines.all() if line.due)) == (work.pk, [2, 3])
    assert [line.released for line in order_of(work).lines.order_by("position")] == [0, 0]


def test_a_line_held_for_shipping_alone_is_released(shop):
    work = open_work(shop, {0: 1, 1: 1})
    held_line(work, 1, blocks=["ship"])

    release_next(warehouse_id=work.warehouse_id, count=1, actor=SYSTEM)

    assert due_of(work) == [1, 1]


def test_nobody_gives_a_held_line_to_the_floor_past_the_works(shop):
    work = open_work(shop, {0: 1, 1: 1})
    held_line(work, 1)
    units = {(line.order_line_id, line.level_id): line.due for line in work.lines.all()}

    with pytest.raises(MoveRefused, match="line 2 is on hold"):
        record_release(order_id=work.order_id, units=units, actor=SYSTEM)
    assert order_of(work).state == "confirmed"
