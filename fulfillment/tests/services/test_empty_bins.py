"""A bin that is empty is so for everybody; one with fewer units is only short of those."""

from core.actors import SYSTEM
from core.effects import drain
from fulfillment.models import PickTask
from fulfillment.selectors.shorts import short_consequences
from fulfillment.services.claiming import claim_task
from fulfillment.services.scanning import scan_item, scan_location
from fulfillment.services.shorting import short_pick
from fulfillment.tests.factories import bin_units, order_of, released_work, tasks_of
from inventory.models import CountState, CycleCount


def claimed(work) -> PickTask:
    return claim_task(task_id=tasks_of(work)[0].pk, actor=SYSTEM)


def scanned(task: PickTask, units: int) -> PickTask:
    scan_location(task_id=task.pk, scan_id=f"place {task.pk}", code=task.location.code, actor=SYSTEM)
    for number in range(units):
        scan_item(task_id=task.pk, scan_id=f"{task.pk}.{number}", code="SKU-1", actor=SYSTEM)
    return PickTask.objects.select_related("location", "line__level", "line__order_line__order").get(pk=task.pk)


def test_an_empty_bin_is_written_off_and_somebody_is_sent_to_count_it(shop):
    task = claimed(released_work(shop, {0: 3}))
    told = short_consequences(task, 3, "not_there")
    assert told[0] == "A-01 counts as empty and is to be counted. 7 more that the books have there are written off."

    short_pick(task_id=task.pk, quantity=3, reason="not_there", actor=SYSTEM)

    assert (bin_units(shop, "A-01"), shop.level().on_hand) == (0, 0)
    count = CycleCount.objects.get()
    assert (count.location.code, count.state) == ("A-01", CountState.OPEN)
    assert "Found empty" in count.note


def test_fewer_than_expected_takes_only_those_from_the_books(shop):
    task = claimed(released_work(shop, {0: 3}))

    short_pick(task_id=task.pk, quantity=2, reason="found_less", actor=SYSTEM)

    assert (bin_units(shop, "A-01"), shop.level().on_hand) == (8, 8)
    assert not CycleCount.objects.exists()


def test_what_lies_in_a_tote_is_not_missing_from_the_bin(shop):
    first, second = claimed(released_work(shop, {0: 4})), claimed(released_work(shop, {0: 3}))
    scanned(first, 4)

    short_pick(task_id=scanned(second, 1).pk, quantity=2, reason="not_there", actor=SYSTEM)

    # Four in the tote of the first; the one of the second moved to the bench with its task.
    assert bin_units(shop, "A-01") == 4
    assert shop.level().on_hand == 5


def test_others_who_are_sent_to_an_empty_bin_are_counted_before_it_is_confirmed_and_get_goods_elsewhere_or_later(shop):
    first, second = released_work(shop, {0: 4}), released_work(shop, {0: 3})
    task = claimed(first)
    assert "1 more pick is sent there and will be short." in short_consequences(task, 4, "not_there")

    short_pick(task_id=task.pk, quantity=4, reason="not_there", actor=SYSTEM)
    drain()
    other = claimed(second)
    short_pick(task_id=other.pk, quantity=3, reason="not_there", actor=SYSTEM)
    drain()

    assert [order_of(work).lines.get().backordered for work in (first, second)] == [4, 3]
    assert (shop.level().on_hand, shop.level().allocated, shop.level().shortfall) == (0, 0, 0)
    assert CycleCount.objects.count() == 1


def test_an_empty_bin_needs_all_that_is_left_to_be_missing(shop):
    """Whoever still takes units from the bin says that it is not empty."""
    task = claimed(released_work(shop, {0: 3}))

    short_pick(task_id=task.pk, quantity=1, reason="not_there", actor=SYSTEM)

    assert bin_units(shop, "A-01") == 9
    assert not CycleCount.objects.exists()
