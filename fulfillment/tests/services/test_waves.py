"""A wave: planned, looked at, given to the floor batch by batch, or called off."""

import pytest

from core.actors import SYSTEM
from core.effects import drain
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Effect
from fulfillment.errors import NothingToRelease
from fulfillment.models import BatchLimits, PickBatch, PickTask, Wave
from fulfillment.selectors.waves import preview_of
from fulfillment.services.claiming import claim_next_task
from fulfillment.services.emptying import take_out_of_batch
from fulfillment.services.releasing import release_work
from fulfillment.services.waves import cancel_wave, plan_wave, release_planned_batch, release_wave
from fulfillment.statuses import BatchKind
from fulfillment.tests.factories import address, open_work, order_of, picker, reread
from orders.services.holding import hold_order, release_hold
from orders.tests.edits import broken


@pytest.fixture
def works(shop):
    """Three works to three addresses, two of them a batch."""
    BatchLimits.objects.create(warehouse=shop.warehouses[0], max_orders=2)
    return [open_work(shop, {0: 1}, shipping_address=address(f"Street {number}")) for number in range(3)]


def planned(works, **options) -> Wave:
    return plan_wave(warehouse_id=works[0].warehouse_id, **{"actor": SYSTEM, **options})


def test_a_plan_puts_work_into_batches_that_nobody_sees_and_orders_do_not_notice(works):
    wave = planned(works)

    assert sorted(batch.works.count() for batch in wave.batches.all()) == [1, 2]
    assert {batch.state for batch in wave.batches.all()} == {"draft"}
    assert {reread(work).state for work in works} == {"open"}
    assert not PickTask.objects.exists()
    assert order_of(works[0]).state == "confirmed"
    assert claim_next_task(warehouse_id=wave.warehouse_id, actor=picker()) is None


def test_the_preview_tells_batches_orders_lines_units_and_who_waits_and_why(works, shop):
    held = open_work(shop, {0: 1})
    hold_order(order_id=held.order_id, kind="manual", reason="call first", actor=SYSTEM)

    preview = preview_of(planned(works))

    assert (preview.orders, preview.lines, preview.units) == (3, 3, 3)
    assert [(batch.orders, batch.lines) for batch in preview.batches] == [(2, 2), (1, 1)]
    assert [(one.work.number, one.reason) for one in preview.waiting] == [(held.number, "On hold")]


def test_a_released_wave_gives_every_batch_to_the_floor_once(works):
    wave = release_wave(wave_id=planned(works).pk, actor=SYSTEM)

    drain()

    assert {reread(work).state for work in works} == {"released"}
    assert {batch.state for batch in wave.batches.all()} == {"released"}
    assert PickTask.objects.count() == 3
    for batch in wave.batches.all():
        release_planned_batch(batch_id=batch.pk, actor=SYSTEM)
    assert PickTask.objects.count() == 3
    assert broken() == {}


def test_what_may_not_go_when_its_batch_goes_waits_in_the_pool_and_the_rest_goes(works):
    wave = planned(works)
    hold_order(order_id=works[0].order_id, kind="manual", reason="call first", actor=SYSTEM)

    release_wave(wave_id=wave.pk, actor=SYSTEM)
    drain()

    assert [reread(work).state for work in works] == ["open", "released", "released"]
    assert reread(works[0]).batch_id is None


def test_who_was_left_out_is_told_with_the_reason_until_it_is_planned_again(works, shop):
    wave = planned(works)
    hold = hold_order(order_id=works[0].order_id, kind="manual", reason="call first", actor=SYSTEM)
    release_wave(wave_id=wave.pk, actor=SYSTEM)
    drain()
    assert [one.reason for one in preview_of(wave).waiting] == ["On hold"]
    release_hold(hold_id=hold.pk, actor=SYSTEM)

    (left,) = preview_of(wave).waiting
    assert (left.work.pk, "hold" in left.reason) == (works[0].pk, True)

    planned(works)
    assert reread(works[0]).left_out_because == ""


def test_a_batch_nothing_is_left_of_is_canceled(works):
    wave = planned(works, kind=BatchKind.SINGLE_ORDER)
    take_out_of_batch(fulfillmentorder_id=works[0].pk, actor=SYSTEM)

    release_wave(wave_id=wave.pk, actor=SYSTEM)
    drain()

    assert sorted(batch.state for batch in wave.batches.all()) == ["canceled", "released", "released"]
    assert reread(works[0]).state == "open"


def test_a_canceled_plan_leaves_all_in_the_pool(works):
    wave = cancel_wave(wave_id=planned(works).pk, actor=SYSTEM)

    assert {reread(work).batch_id for work in works} == {None}
    assert {batch.state for batch in wave.batches.all()} == {"canceled"}
    assert Wave.objects.get().state == "canceled"
    planned(works)


def test_a_released_wave_nobody_began_is_called_off_with_all_its_batches(works):
    wave = release_wave(wave_id=planned(works).pk, actor=SYSTEM)
    drain()

    cancel_wave(wave_id=wave.pk, actor=SYSTEM)
    drain()

    assert {(reread(work).state, reread(work).batch_id) for work in works} == {("open", None)}
    assert {batch.state for batch in PickBatch.objects.all()} == {"canceled"}
    assert broken() == {}


def test_a_wave_called_off_before_its_effects_ran_releases_nothing(works):
    wave = release_wave(wave_id=planned(works).pk, actor=SYSTEM)

    cancel_wave(wave_id=wave.pk, actor=SYSTEM)
    drain()

    assert not PickTask.objects.exists()
    assert not Effect.objects.filter(task__startswith="fulfillment.tasks.take_batch_back").exists()


def test_a_wave_a_picker_began_is_not_called_off(works):
    wave = release_wave(wave_id=planned(works).pk, actor=SYSTEM)
    drain()
    claim_next_task(warehouse_id=wave.warehouse_id, actor=picker())

    with pytest.raises(MoveRefused, match="1 batch is begun already"):
        cancel_wave(wave_id=wave.pk, actor=SYSTEM)


def test_planned_work_is_released_by_its_wave_alone(works):
    wave = planned(works)

    with pytest.raises(NothingToRelease, match=f"it is planned in wave {wave.number}"):
        release_work(warehouse_id=wave.warehouse_id, work_ids=[works[0].pk], actor=SYSTEM)
    with pytest.raises(InvalidInput, match="Nothing that waits fits this plan"):
        planned(works)


def test_only_a_lead_plans_releases_and_cancels_waves(works):
    wave = planned(works)

    for act in (
        lambda: planned(works, actor=picker()),
        lambda: release_wave(wave_id=wave.pk, actor=picker()),
        lambda: cancel_wave(wave_id=wave.pk, actor=picker()),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_planning_takes_as_many_statements_for_many_orders_as_for_one(works, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        planned(works)
