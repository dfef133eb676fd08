"""Receivers, carriers, counters and pickers at the same goods; with a lock off the books or the walk go wrong."""

from itertools import count

import pytest
from django.db import IntegrityError
from django.db.models import Sum

from core.actors import SYSTEM
from core.audit.runner import audit
from fulfillment.models import PickTask
from fulfillment.services import bin_counting, carrying
from fulfillment.services.bin_counting import enter_bin_count
from fulfillment.services.carrying import carry_units
from fulfillment.services.picking import pick_task_in_full
from fulfillment.services.releasing import release_work
from fulfillment.statuses import LIVE_TASKS
from fulfillment.tests.factories import bin_units, open_work, released_work, tasks_of
from inventory.models import (
    Arrival,
    ArrivalLine,
    BinStock,
    CycleCount,
    Location,
    MovementKind,
    StockLevel,
    StockMovement,
    Supply,
)
from inventory.selectors.arrivals import arrival_sheet
from inventory.services import arrivals, booking, counting, emptying
from inventory.services.arrivals import Reading, scan_arrival
from inventory.services.booking import book_arrival
from inventory.services.counting import begin_count
from inventory.services.emptying import ask_for_count
from inventory.services.supplies import create_supply
from tests.races.crowd import all_at_once
from tests.races.rival import Rival, after, before

pytestmark = pytest.mark.django_db(transaction=True)
_ids = count(1)


@pytest.fixture
def shop(open_floor):
    """Ten units of one SKU at A-01, and an empty bin B-01."""
    shop = open_floor()
    Location.objects.create(warehouse=shop.warehouses[0], code="B-01")
    return shop


def broken():
    names = ["levels_match_movements", "bins_sum_to_levels", "bins_match_movements", "unavailable_is_what_lies_aside",
             "counts_were_recorded"]  # fmt: skip
    return [found.name for found in audit(names) if found.violations]


def crashed(outcomes):
    return [one for one in outcomes if isinstance(one, Exception)]


# Two receivers and one supply line.


@pytest.fixture
def supply(shop):
    units = {shop.skus[0].pk: 20}
    return create_supply(warehouse_id=shop.warehouses[0].pk, supplier="Acme", units=units, actor=SYSTEM)


def scan(supply, units=1, scan_id=""):
    reading = Reading(code="SKU-1", quantity=units)
    name = scan_id or f"r{next(_ids)}"
    return lambda: scan_arrival(supply_id=supply.pk, scan_id=name, reading=reading, actor=SYSTEM)


def book(supply):
    seen = arrival_sheet(Supply.objects.get(pk=supply.pk))
    return lambda: book_arrival(arrival_id=seen.arrival.pk, seen=seen.seen, actor=SYSTEM)


def test_two_receivers_of_one_line_count_every_unit_once_also_when_a_scan_is_sent_twice(supply, shop):
    acts = [scan(supply), scan(supply, 2), scan(supply, 3), scan(supply, scan_id="same"), scan(supply, scan_id="same")]

    assert crashed(all_at_once(acts)) == []

    assert (Arrival.objects.count(), ArrivalLine.objects.get().units) == (1, 7)


def test_two_who_book_at_once_book_it_once(supply, shop):
    scan(supply, 5)()

    outcomes = all_at_once([book(supply)] * 2)

    assert len(crashed(outcomes)) == 1
    assert bin_units(shop, "DOCK") == 5
    assert broken() == []


def test_a_scan_beside_the_booking_is_booked_with_it_or_waits_for_the_next(supply, shop, monkeypatch, hands):
    scan(supply, 5)()
    rival = Rival(hands[1], scan(supply, 1))
    after(monkeypatch, booking, "fingerprint", rival)

    book(supply)()

    assert rival.result.ok
    assert bin_units(shop, "DOCK") == 5
    assert arrival_sheet(Supply.objects.get(pk=supply.pk)).units == 1


def test_without_the_lock_of_the_supply_a_scan_is_noted_in_an_arrival_that_is_booked(supply, shop, monkeypatch, hands):
    scan(supply, 5)()
    monkeypatch.setattr(arrivals, "lock_supply", lambda supply_id: Supply.objects.get(pk=supply_id))
    rival = Rival(hands[1], scan(supply, 1))
    after(monkeypatch, booking, "fingerprint", rival)

    book(supply)()

    assert rival.result.ok
    assert ArrivalLine.objects.aggregate(units=Sum("units"))["units"] == 6
    assert (bin_units(shop, "DOCK"), Arrival.objects.filter(state="open").count()) == (5, 0)


# A move against a pick.


def carry(shop, units):
    stock = BinStock.objects.get(location__code="A-01", sku=shop.skus[0])
    name = f"m{next(_ids)}"
    return lambda: carry_units(stock_id=stock.pk, code="B-01", quantity=units, scan_id=name, actor=SYSTEM)


def release(work):
    return lambda: release_work(warehouse_id=work.warehouse_id, work_ids=[work.pk], actor=SYSTEM)


def walks_to_nothing():
    """Bins with fewer units than live tasks take from them."""
    found = []
    for task in PickTask.objects.filter(state__in=LIVE_TASKS):
        lies = BinStock.objects.filter(location=task.location_id, lot=task.lot).aggregate(units=Sum("quantity"))
        if (lies["units"] or 0) < task.quantity:
            found.append(task.location_id)
    return found


def test_a_release_in_the_midst_of_a_move_plans_its_walk_to_where_the_units_are(shop, monkeypatch, hands):
    work = open_work(shop, {0: 3})
    rival = Rival(hands[1], release(work))
    after(monkeypatch, carrying, "units_wanted_from", rival)

    assert carry(shop, 10)().ok

    assert not isinstance(rival.result, Exception)
    assert tasks_of(work)[0].location.code == "B-01"
    assert (walks_to_nothing(), broken()) == ([], [])


def test_without_the_lock_of_the_level_a_picker_is_sent_to_a_bin_that_was_just_emptied(shop, monkeypatch, hands):
    work = open_work(shop, {0: 3})
    monkeypatch.setattr(carrying, "levels_for_update", lambda keys: StockLevel.objects.in_bulk(list(keys)))
    rival = Rival(hands[1], release(work))
    after(monkeypatch, carrying, "units_wanted_from", rival)

    assert carry(shop, 10)().ok

    assert not isinstance(rival.result, Exception)
    assert walks_to_nothing() != []


def test_moves_and_picks_at_once_leave_the_books_in_order(shop):
    task = tasks_of(released_work(shop, {0: 3}))[0]
    picks = lambda: pick_task_in_full(task_id=task.pk, scan_id="p", actor=SYSTEM)  # noqa: E731

    outcomes = all_at_once([picks, *[carry(shop, 4) for _ in range(3)]])

    assert crashed(outcomes) == []
    assert sum(outcome.ok for outcome in outcomes[1:]) == 1
    assert (bin_units(shop, "A-01"), bin_units(shop, "B-01")) == (3, 4)
    assert broken() == []


# A count against a pick of the same bin.


@pytest.fixture
def counter_and_picker(shop):
    """A counter who stands before A-01, where ten lie, and a picker on the way to three of them."""
    task = tasks_of(released_work(shop, {0: 3}))[0]
    begun = begin_count(location_id=Location.objects.get(code="A-01").pk, actor=SYSTEM)
    found = {(shop.skus[0].pk, ""): 10}
    enter = lambda: enter_bin_count(cyclecount_id=begun.pk, found=found, scan_id="n", actor=SYSTEM)  # noqa: E731
    return enter, lambda: pick_task_in_full(task_id=task.pk, scan_id="p", actor=SYSTEM)


def counted_differences():
    return list(StockMovement.objects.filter(kind=MovementKind.COUNT).values_list("quantity", flat=True))


def test_a_pick_in_the_midst_of_a_count_waits_and_no_difference_is_found(shop, counter_and_picker, monkeypatch, hands):
    enter, pick = counter_and_picker
    rival = Rival(hands[1], pick)
    before(monkeypatch, bin_counting, "enter_count", rival)

    assert enter().ok

    assert not isinstance(rival.result, Exception)
    assert (counted_differences(), bin_units(shop, "A-01")) == ([], 7)
    assert broken() == []


def test_without_its_locks_a_count_finds_again_what_was_just_picked(shop, counter_and_picker, monkeypatch, hands):
    enter, pick = counter_and_picker
    monkeypatch.setattr(bin_counting, "levels_for_update", lambda keys: None)
    monkeypatch.setattr(bin_counting, "_in_hands", lambda key: {})
    rival = Rival(hands[1], pick)
    before(monkeypatch, bin_counting, "enter_count", rival)

    assert enter().ok

    assert not isinstance(rival.result, Exception)
    assert counted_differences() == [3]


def test_a_count_and_a_pick_at_once_end_with_seven_whoever_was_first(shop, counter_and_picker):
    enter, pick = counter_and_picker

    outcomes = all_at_once([enter, pick])

    assert not isinstance(outcomes[1], Exception)
    assert (counted_differences(), bin_units(shop, "A-01")) == ([], 7)
    assert broken() == []


# Two pickers who find the same bin empty.


def ask(code="A-01"):
    place = Location.objects.get(code=code)
    return lambda: ask_for_count(location_id=place.pk, note="Found empty.")


def test_two_who_find_a_bin_empty_at_once_ask_for_one_count(shop, monkeypatch, hands):
    rival = Rival(hands[1], ask())
    after(monkeypatch, emptying, "start_count", rival)

    first = ask()()

    assert rival.result == first
    assert CycleCount.objects.get() == first


def test_without_the_lock_of_the_place_the_later_one_is_refused_by_the_database(shop, monkeypatch, hands):
    monkeypatch.setattr(counting, "lock_place", lambda key: Location.objects.get(pk=key))
    rival = Rival(hands[1], ask())
    after(monkeypatch, emptying, "start_count", rival)

    ask()()

    assert isinstance(rival.result, IntegrityError)


# Two who fill one pick bin, two who take the same units.


def test_two_who_carry_the_same_units_carry_them_once(shop):
    outcomes = all_at_once([carry(shop, 10), carry(shop, 10)])

    assert crashed(outcomes) == []
    assert sorted(outcome.ok for outcome in outcomes) == [False, True]
    assert bin_units(shop, "B-01") == 10
    assert broken() == []
