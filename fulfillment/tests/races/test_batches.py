"""Two leads, or a lead against a picker, on two connections: a unit is in one batch, a task in one hand."""

import threading

import pytest
from django.db import IntegrityError, connection, connections

from core.actors import SYSTEM
from core.effects import drain
from core.errors import OmsError
from fulfillment import locks
from fulfillment.models import FulfillmentOrder, PickBatch, PickTask
from fulfillment.services import claiming, waves
from fulfillment.services.claiming import claim_next_task
from fulfillment.services.emptying import take_batch_back
from fulfillment.services.releasing import release_work
from fulfillment.services.waves import cancel_wave, plan_wave, release_planned_batch, release_wave
from fulfillment.tests.factories import open_work, picker, put_on_shelves, released_work, reread, tasks_of
from fulfillment.tests.races.test_claiming import at_once
from orders.tests.edits import broken
from orders.tests.factories import open_shop
from tests.races.crowd import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop():
    shop = open_shop(stock=100)
    put_on_shelves(shop)
    return shop


def live_batches(work: FulfillmentOrder) -> set[int]:
    return {task.batch_id for task in tasks_of(work) if task.state in ("open", "assigned", "skipped")}


def test_of_two_releases_of_one_order_one_makes_its_batch(shop):
    work = open_work(shop, {0: 2})

    def release():
        return release_work(warehouse_id=work.warehouse_id, work_ids=[work.pk], actor=SYSTEM)

    results = at_once(release, release)

    assert sorted(type(result).__name__ for result in results) == ["NothingToRelease", "ReleaseReport"]
    assert len(live_batches(work)) == PickBatch.objects.count() == 1
    assert broken() == {}


def plan_twice_by_hand(work: FulfillmentOrder) -> list:
    """What no service does: two connections send a picker each for the same units, past every lock of the code."""
    line = work.lines.get()
    both_have_written = threading.Barrier(2)
    results: list = [None, None]

    def insert(index: int) -> None:
        try:
            batch = PickBatch.objects.create(number=f"B-X{index}", warehouse=work.warehouse, created_by="test")
            both_have_written.wait(timeout=PATIENCE_SECONDS)
            results[index] = PickTask.objects.create(batch=batch, line=line, lot=f"L{index}", quantity=line.due)
        except IntegrityError as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=insert, args=[index]) for index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=2 * PATIENCE_SECONDS)
    return results


def test_the_database_lets_one_of_two_plans_have_the_units(shop):
    work = open_work(shop, {0: 2})

    results = plan_twice_by_hand(work)

    assert sum(isinstance(result, IntegrityError) for result in results) == 1
    assert len(live_batches(work)) == 1


def test_without_the_trigger_the_units_are_in_two_open_batches(shop):
    """The negative control: nothing but the database stands in the way."""
    work = open_work(shop, {0: 2})
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE fulfillment_picktask DISABLE TRIGGER task_unit_once")
    try:
        plan_twice_by_hand(work)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE fulfillment_picktask ENABLE TRIGGER task_unit_once")

    assert len(live_batches(work)) == 2


def pickers() -> list:
    return [picker(name) for name in ("pia", "otto")]


def claims_at_once(work: FulfillmentOrder) -> list:
    return at_once(*(lambda who=who: claim_next_task(warehouse_id=work.warehouse_id, actor=who) for who in pickers()))


def test_without_skip_locked_two_who_ask_for_work_are_sent_to_the_same_bin(shop, monkeypatch):
    """The negative control of ``test_two_who_ask_for_work_get_two_tasks``: read without a lock, both see one task."""
    work = released_work(shop, {0: 1, 1: 1})
    both_have_read = threading.Barrier(2)

    class Unlocked:
        def __init__(self, batch_ids):
            self.batch_ids = list(batch_ids)

        def first(self) -> PickTask | None:
            waiting = PickTask.objects.filter(batch_id__in=self.batch_ids, state="open")
            found = waiting.order_by("sequence", "pk").first()
            both_have_read.wait(timeout=PATIENCE_SECONDS)
            return found

    monkeypatch.setattr(claiming, "tasks_to_claim", Unlocked)

    assert len({task.pk for task in claims_at_once(work)}) == 1
    assert locks.tasks_to_claim is not Unlocked


def test_two_leads_who_plan_at_once_never_plan_the_same_order(shop):
    works = [open_work(shop) for _ in range(4)]

    results = at_once(*(lambda: plan_wave(warehouse_id=works[0].warehouse_id, actor=SYSTEM) for _ in range(2)))

    planned = [result for result in results if not isinstance(result, OmsError)]
    assert planned
    assert sum(FulfillmentOrder.objects.filter(batch__wave=wave).count() for wave in planned) == 4
    assert not PickBatch.objects.filter(works=None).exists()


def test_without_the_locks_a_plan_is_taken_over_by_another_unseen(shop, monkeypatch):
    """Negative control: both read the same free orders, and the later plan empties the earlier one."""
    works = [open_work(shop) for _ in range(4)]
    both_have_read = threading.Barrier(2)

    def unlocked(work_ids):
        free = set(FulfillmentOrder.objects.filter(pk__in=list(work_ids), batch=None).values_list("pk", flat=True))
        both_have_read.wait(timeout=PATIENCE_SECONDS)
        return free

    monkeypatch.setattr(waves, "works_to_plan", unlocked)
    planned = at_once(*(lambda: plan_wave(warehouse_id=works[0].warehouse_id, actor=SYSTEM) for _ in range(2)))

    counts = sorted(FulfillmentOrder.objects.filter(batch__wave=wave).count() for wave in planned)
    assert counts == [0, 4]


def test_a_batch_is_begun_or_taken_back_never_both(shop):
    work = released_work(shop, {0: 2})

    results = at_once(
        lambda: claim_next_task(warehouse_id=work.warehouse_id, actor=picker()),
        lambda: take_batch_back(batch_id=work.batch_id, actor=SYSTEM),
    )

    begun = isinstance(results[0], PickTask)
    assert begun == isinstance(results[1], OmsError)
    assert reread(work).state == ("released" if begun else "open")
    assert broken() == {}


def test_a_wave_called_off_while_its_batch_goes_to_the_floor_leaves_nothing_there(shop):
    work = open_work(shop)
    wave = release_wave(wave_id=plan_wave(warehouse_id=work.warehouse_id, actor=SYSTEM).pk, actor=SYSTEM)
    batch = wave.batches.get()

    results = at_once(
        lambda: release_planned_batch(batch_id=batch.pk, actor=SYSTEM),
        lambda: cancel_wave(wave_id=wave.pk, actor=SYSTEM),
    )
    drain()

    assert not any(isinstance(result, OmsError) for result in results)
    assert (reread(work).state, reread(work).batch_id) == ("open", None)
    assert PickBatch.objects.get().state == "canceled"
    assert broken() == {}
