"""Two pickers at once, on two connections."""

import threading
from uuid import uuid4

import pytest
from django.db import connections

from core.actors import SYSTEM, Actor
from core.errors import MoveRefused, OmsError
from fulfillment import locks
from fulfillment.models import PickTask, Scan
from fulfillment.services.claiming import claim_next_task, claim_task
from fulfillment.services.scanning import scan_item, scan_location
from fulfillment.tests.factories import picker, put_on_shelves, released_work, tasks_of
from orders.tests.factories import open_shop
from tests.races.crowd import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts) -> list:
    """Run the acts in threads of their own; tells what each returned or the refusal it got."""
    start = threading.Barrier(len(acts))
    results: list = [None] * len(acts)

    def run(index: int, act) -> None:
        try:
            start.wait()
            results[index] = act()
        except OmsError as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


@pytest.fixture
def shop():
    shop = open_shop(stock=100)
    put_on_shelves(shop)
    return shop


def pickers() -> list[Actor]:
    return [picker(name) for name in ("pia", "otto")]


def test_one_task_has_one_picker(shop):
    task = tasks_of(released_work(shop, {0: 1}))[0]

    results = at_once(*(lambda who=who: claim_task(task_id=task.pk, actor=who) for who in pickers()))

    assert sorted(type(result).__name__ for result in results) == ["PickTask", "TaskTaken"]


def test_two_who_ask_for_work_get_two_tasks(shop):
    work = released_work(shop, {0: 1, 1: 1})

    results = at_once(
        *(lambda who=who: claim_next_task(warehouse_id=work.warehouse_id, actor=who) for who in pickers())
    )

    assert len({task.pk for task in results}) == 2


def scans_at_once(task: PickTask, count: int) -> int:
    at_once(
        *(
            lambda: scan_item(task_id=task.pk, scan_id=uuid4().hex, code="SKU-1", actor=SYSTEM)
            for _ in range(count)
        )
    )  # fmt: skip
    return PickTask.objects.get(pk=task.pk).picked_quantity


def ready(shop) -> PickTask:
    task = claim_task(task_id=tasks_of(released_work(shop, {0: 50}))[0].pk, actor=SYSTEM)
    scan_location(task_id=task.pk, scan_id=uuid4().hex, code="A-01", actor=SYSTEM)
    return task


def test_scans_at_the_same_moment_all_count(shop):
    assert scans_at_once(ready(shop), 8) == 8


def test_without_the_lock_scans_get_lost(shop, monkeypatch):
    """The negative control: with the guard off the race appears."""
    task = ready(shop)
    read = threading.Barrier(2)
    careless = PickTask.objects.select_related("location", "line__order_line__sku", "batch", "assignee")

    def unlocked(task_id: int, *, warehouse_id: int | None = None) -> PickTask:
        found = careless.all().get(pk=task_id)
        read.wait(timeout=PATIENCE_SECONDS)
        return found

    monkeypatch.setattr("fulfillment.services.scanning.lock_task", unlocked)

    assert scans_at_once(task, 2) == 1
    assert Scan.objects.filter(kind="item", ok=True).count() == 2
    assert locks.lock_task is not unlocked


def test_a_repeat_at_the_same_moment_counts_once(shop):
    task = ready(shop)
    one = uuid4().hex

    results = at_once(*(lambda: scan_item(task_id=task.pk, scan_id=one, code="SKU-1", actor=SYSTEM) for _ in range(2)))

    assert not any(isinstance(result, MoveRefused) for result in results)
    assert PickTask.objects.get(pk=task.pk).picked_quantity == 1
