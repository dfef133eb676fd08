"""Two acts at the same goods never wait for each other in a ring; with the locks in another order they do."""

from itertools import count

import pytest
from django.db import OperationalError

from core.actors import SYSTEM
from fulfillment import locks
from fulfillment.models import FulfillmentOrder, Parcel
from fulfillment.services import bin_counting, emptying, packing
from fulfillment.services.bin_counting import enter_bin_count
from fulfillment.services.closing import close_parcel
from fulfillment.services.emptying import take_batch_back
from fulfillment.services.packing import pack_unit, start_parcel
from fulfillment.tests.factories import bin_units, picked_work, released_work, reread
from inventory.models import Location, StockLevel, Supply
from inventory.selectors.arrivals import arrival_sheet
from inventory.services import booking
from inventory.services.arrivals import Reading, scan_arrival
from inventory.services.booking import book_arrival
from inventory.services.counting import begin_count
from inventory.services.supplies import create_supply
from tests.races.rival import Rival, after, before

pytestmark = pytest.mark.django_db(transaction=True)
_ids = count(1)


@pytest.fixture
def shop(open_floor):
    return open_floor(skus=2)


def outcome(act):
    try:
        return act()
    except OperationalError as error:
        return error


def deadlocks(*outcomes) -> int:
    return sum("deadlock" in str(one) for one in outcomes if isinstance(one, OperationalError))


# Two deliveries, each with what the other had ordered.


def delivery(shop, *, ordered, strange):
    """A delivery that was checked: what was ordered, and something else that goes to quarantine; books it."""
    house = shop.warehouses[0].pk
    supply = create_supply(warehouse_id=house, supplier="Acme", units={shop.skus[ordered].pk: 1}, actor=SYSTEM)
    for index in (ordered, strange):
        reading = Reading(code=shop.skus[index].code, is_noted=True)
        scan_arrival(supply_id=supply.pk, scan_id=f"r{next(_ids)}", reading=reading, actor=SYSTEM)
    sheet = arrival_sheet(Supply.objects.get(pk=supply.pk))
    taken = [line.pk for line in sheet.not_ordered]
    return lambda: book_arrival(arrival_id=sheet.arrival.pk, seen=sheet.seen, taken_in=taken, actor=SYSTEM)


def test_two_deliveries_that_each_bring_the_others_goods_are_both_booked(shop, monkeypatch, hands):
    rival = Rival(hands[1], delivery(shop, ordered=1, strange=0))
    after(monkeypatch, booking, "_book_strange", rival)

    first = outcome(delivery(shop, ordered=0, strange=1))

    assert deadlocks(first, rival.result) == 0
    assert [bin_units(shop, "DOCK", index) for index in (0, 1)] == [1, 1]
    assert [bin_units(shop, "QUARANTINE", index) for index in (0, 1)] == [1, 1]


def test_with_the_levels_locked_in_two_parts_each_waits_for_the_other(shop, monkeypatch, hands):
    monkeypatch.setattr(booking, "_lock_levels", lambda *args: None)
    rival = Rival(hands[1], delivery(shop, ordered=1, strange=0))
    after(monkeypatch, booking, "_book_strange", rival)

    first = outcome(delivery(shop, ordered=0, strange=1))

    assert deadlocks(first, rival.result) == 1


# A batch is taken back while one of its bins is counted.


@pytest.fixture
def counted(shop):
    """A batch that goes to A-01, and what a counter found there; enters it."""
    work = released_work(shop, {0: 3})
    begun = begin_count(location_id=Location.objects.get(code="A-01").pk, actor=SYSTEM)
    found = {(shop.skus[0].pk, ""): 10}
    return work, lambda: enter_bin_count(cyclecount_id=begun.pk, found=found, scan_id="n", actor=SYSTEM)


def test_a_batch_is_taken_back_beside_a_count_of_its_bin(counted, monkeypatch, hands):
    work, enter = counted
    rival = Rival(hands[1], enter)
    after(monkeypatch, emptying, "lock_batch_and_its_work", rival)

    taken = outcome(lambda: take_batch_back(batch_id=work.batch_id, actor=SYSTEM))

    assert (taken, rival.result.ok, reread(work).state) == (1, True, "open")


def test_a_count_is_entered_beside_its_batch_being_taken_back(counted, monkeypatch, hands):
    work, enter = counted
    rival = Rival(hands[1], lambda: take_batch_back(batch_id=work.batch_id, actor=SYSTEM))
    before(monkeypatch, bin_counting, "_lock_levels", rival)

    entered = outcome(enter)

    assert (entered.ok, rival.result, reread(work).state) == (True, 1, "open")


def test_with_levels_locked_before_tasks_the_count_and_the_lead_wait_for_each_other(counted, monkeypatch, hands):
    work, enter = counted
    in_turn = locks._lock_orders_and_lines

    def levels_first(work_ids):
        in_turn(work_ids)
        lines = FulfillmentOrder.objects.filter(pk__in=work_ids).values("lines__level")
        list(StockLevel.objects.select_for_update(no_key=True).filter(pk__in=lines).order_by("pk"))

    monkeypatch.setattr(locks, "_lock_orders_and_lines", levels_first)
    rival = Rival(hands[1], lambda: take_batch_back(batch_id=work.batch_id, actor=SYSTEM))
    before(monkeypatch, bin_counting, "_lock_levels", rival)

    entered = outcome(enter)

    assert deadlocks(entered, rival.result) == 1


# A scan at the bench while the parcel is closed.


@pytest.fixture
def bench(shop):
    """A parcel with one of its two units, and a scan of the other."""
    parcel = start_parcel(fulfillment_order_id=picked_work(shop, {0: 2}).pk, actor=SYSTEM)
    scan = lambda key: pack_unit(parcel_id=parcel.pk, scan_id=key, code="SKU-1", actor=SYSTEM)  # noqa: E731
    scan("first")
    return parcel, lambda: scan("second")


def close(parcel):
    return lambda: close_parcel(parcel_id=parcel.pk, weight_grams=500, actor=SYSTEM)


def test_a_scan_and_a_closing_of_its_parcel_take_turns(bench, monkeypatch, hands):
    parcel, scan = bench
    rival = Rival(hands[1], scan)
    after(monkeypatch, locks, "with_lines", rival)

    closed = outcome(close(parcel))

    assert closed.state == "packed"
    assert (rival.result.ok, "Open it again first" in rival.result.message) == (False, True)


def test_with_the_parcel_locked_before_its_work_scan_and_closing_wait_for_each_other(bench, monkeypatch, hands):
    parcel, scan = bench

    def parcel_first(parcel_id):
        parcels = Parcel.objects.select_for_update(of=("self", "fulfillment_order"), no_key=True)
        return parcels.select_related("fulfillment_order").get(pk=parcel_id)

    monkeypatch.setattr(packing, "lock_parcel_and_its_work", parcel_first)
    rival = Rival(hands[1], scan)
    after(monkeypatch, locks, "with_lines", rival)

    closed = outcome(close(parcel))

    assert deadlocks(closed, rival.result) == 1
