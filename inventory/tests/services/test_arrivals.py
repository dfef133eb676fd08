"""Deliveries checked at the dock: more, less and other than was ordered."""

from datetime import date, timedelta
from itertools import count

import pytest
from django.utils import timezone

from catalog.models import Barcode
from catalog.tests.factories import SkuFactory
from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted
from inventory.errors import ArrivalChanged, NoScanToUndo
from inventory.models import Arrival, ArrivalLine, BinStock, Lot, StockLevel, StockMovement, StockScan
from inventory.selectors.arrivals import arrival_sheet, what_follows
from inventory.services.arrivals import Reading, cancel_arrival, scan_arrival, undo_last_arrival_scan
from inventory.services.booking import book_arrival
from inventory.services.receiving import receive_supply
from inventory.services.supplies import cancel_supply, create_supply
from inventory.services.transferring import create_transfer, send_transfer
from inventory.tests.factories import open_warehouse, shelf, stocked_level

pytestmark = pytest.mark.django_db
_ids = count(1)
ANN = Actor(kind="user", reference="1", name="Ann", rights=frozenset({"inventory.receive_supply"}))
BEN = Actor(kind="user", reference="2", name="Ben", rights=ANN.rights)


@pytest.fixture
def tea():
    return SkuFactory(code="TEA", name="Tea")


@pytest.fixture
def house():
    return open_warehouse()


@pytest.fixture
def supply(house, tea):
    """Ten units of TEA and four of CUP."""
    cup = SkuFactory(code="CUP", name="Cup")
    return create_supply(
        warehouse_id=house.pk, supplier="Acme", units={tea.pk: 10, cup.pk: 4}, expected_on=date(2030, 5, 12),
        actor=SYSTEM,
    )  # fmt: skip


def scan(supply, code, quantity=1, *, actor=ANN, scan_id="", **more):
    reading = Reading(code=code, quantity=quantity, **more)
    return scan_arrival(supply_id=supply.pk, scan_id=scan_id or f"s{next(_ids)}", reading=reading, actor=actor)


def sheet(supply):
    supply.refresh_from_db()
    return arrival_sheet(supply)


def book(supply, **more):
    seen = sheet(supply)
    return book_arrival(arrival_id=seen.arrival.pk, **{"seen": seen.seen, "actor": ANN, **more})


def follows(supply):
    return " ".join(what_follows(sheet(supply), today=timezone.now().date()))


def lies(sku):
    bins = BinStock.objects.filter(sku=sku, quantity__gt=0)
    return {(stock.location.code, stock.lot): stock.quantity for stock in bins}


def test_what_was_scanned_is_on_the_books_once_it_is_booked_and_in_nobodys_reach(supply, tea, stock_is_sound):
    assert scan(supply, "TEA").message == "TEA: 1 of 10."
    assert scan(supply, "tea", 9).ok
    scan(supply, "CUP", 4)
    assert not StockMovement.objects.exists()
    assert "all 10 came" in follows(supply)

    booked = book(supply)

    assert booked.state == "received"
    assert lies(tea) == {("DOCK", ""): 10}
    level = StockLevel.objects.get(sku=tea)
    assert (level.on_hand, level.unavailable, level.available) == (10, 10, 0)
    assert stock_is_sound() == {}


def test_what_is_being_checked_at_the_dock_cannot_be_received_past_it(supply, tea):
    line = supply.lines.get(sku=tea)
    scan(supply, "TEA", 4)

    with pytest.raises(MoveRefused, match="checked at the dock, 4 units so far") as refusal:
        receive_supply(supply_id=supply.pk, units={line.pk: 4}, actor=ANN)
    assert "Begin anew" in refusal.value.blockers[0].fix
    assert not StockMovement.objects.exists()

    cancel_arrival(arrival_id=sheet(supply).arrival.pk, actor=ANN)
    receive_supply(supply_id=supply.pk, units={line.pk: 4}, actor=ANN)
    assert StockLevel.objects.get(sku=tea).on_hand == 4


def test_a_check_without_a_unit_keeps_nobody_from_receiving(supply, tea):
    scan(supply, "WHAT")

    assert receive_supply(supply_id=supply.pk, units={supply.lines.get(sku=tea).pk: 4}, actor=ANN).pk == supply.pk


def test_the_label_of_a_case_tells_how_many_came_unless_a_number_is_typed(supply, tea):
    Barcode.objects.create(sku=tea, code="09521234543213")

    assert "TEA: 6 of 10." in scan(supply, "(02)09521234543213(37)6").message
    assert "TEA: 8 of 10." in scan(supply, "(02)09521234543213(37)6", 2).message

    assert (ArrivalLine.objects.get().units, StockScan.objects.order_by("pk").first().quantity) == (8, 6)


def test_more_than_was_ordered_is_told_and_taken(supply, tea):
    answer = scan(supply, "TEA", 12)

    assert answer.ok
    assert answer.message == "TEA: 12 here, 2 more than expected. Decide at the end."
    assert "12 came, 2 more than the 10 expected" in follows(supply)
    book(supply)
    assert supply.lines.get(sku=tea).received == 12
    assert lies(tea) == {("DOCK", ""): 12}


def test_what_did_not_come_stays_expected_or_is_given_up(supply, tea):
    scan(supply, "TEA", 7)
    assert "7 of 10 came. Still expected: 3 (on 12 May)" in follows(supply)

    assert book(supply).state == "expected"
    scan(supply, "TEA")
    assert book(supply, closes_supply=True).state == "received"
    assert supply.lines.get(sku=tea).received == 8


def test_who_waits_is_named_before_it_is_booked(supply, tea, house):
    StockLevel.objects.create(sku=tea, warehouse=house, backordered=9)
    scan(supply, "TEA", 7)

    assert "7 of them are owed to orders that wait. 2 units of orders wait on." in follows(supply)


def test_goods_nobody_ordered_are_refused_then_noted_and_stay_with_the_driver_or_go_aside(supply, stock_is_sound):
    odd, other = SkuFactory(code="ODD"), SkuFactory(code="OTHER")
    refused = scan(supply, "ODD", 3)
    assert (refused.ok, refused.needs) == (False, "note")
    assert not ArrivalLine.objects.exists()

    scan(supply, "ODD", 3, is_noted=True)
    scan(supply, "OTHER", 2, is_noted=True)
    assert "3 × ODD were not ordered" in follows(supply)
    book(supply, taken_in=[ArrivalLine.objects.get(sku=odd).pk])

    assert lies(odd) == {("QUARANTINE", ""): 3}
    assert lies(other) == {}
    assert ArrivalLine.objects.get(sku=other).is_left
    assert stock_is_sound() == {}


def test_a_wrong_scan_is_kept_and_notes_nothing(supply):
    answer = scan(supply, "NEVER-HEARD")

    assert not answer.ok
    assert "Nothing is called NEVER-HEARD" in answer.message
    kept = StockScan.objects.get()
    assert (kept.ok, kept.code, kept.quantity, kept.actor) == (False, "NEVER-HEARD", 0, "user:1")
    assert not ArrivalLine.objects.exists()


def test_the_same_scan_twice_counts_once_and_gets_the_same_answer(supply):
    first = scan(supply, "TEA", 2, scan_id="a")
    again = scan(supply, "TEA", 2, scan_id="a")

    assert again.is_repeat
    assert again.message == first.message
    assert ArrivalLine.objects.get().units == 2


def test_the_last_scan_of_ones_own_is_taken_back_and_no_other(supply):
    scan(supply, "TEA", 2)
    scan(supply, "TEA", 5, actor=BEN)

    undo_last_arrival_scan(supply_id=supply.pk, actor=ANN)

    assert ArrivalLine.objects.get().units == 5
    with pytest.raises(NoScanToUndo):
        undo_last_arrival_scan(supply_id=supply.pk, actor=ANN)
    undo_last_arrival_scan(supply_id=supply.pk, actor=BEN)
    assert not ArrivalLine.objects.exists()


def test_lots_are_asked_for_and_read_off_the_label(house, stock_is_sound):
    milk = SkuFactory(code="MILK", lot_tracked=True)
    Barcode.objects.create(sku=milk, code="9521234543213")
    supply = create_supply(warehouse_id=house.pk, supplier="Acme", units={milk.pk: 5}, actor=SYSTEM)
    refused = scan(supply, "MILK", 2)
    assert (refused.ok, refused.needs) == (False, "lot")

    scan(supply, "(01)09521234543213(17)301231(10)L7", 3)
    scan(supply, "MILK", 2, lot="L8", expires_on=timezone.now().date() - timedelta(days=1))
    assert "Lot L8 of MILK is past its day" in follows(supply)
    book(supply)

    assert lies(milk) == {("DOCK", "L7"): 3, ("QUARANTINE", "L8"): 2}
    assert Lot.objects.get(code="L7").expires_on == date(2030, 12, 31)
    assert stock_is_sound() == {}


def test_serials_are_asked_for_one_by_one_and_none_counts_twice(house):
    phone = SkuFactory(code="PHONE", serial_tracked=True)
    supply = create_supply(warehouse_id=house.pk, supplier="Acme", units={phone.pk: 2}, actor=SYSTEM)

    assert scan(supply, "PHONE").needs == "serial"
    assert not scan(supply, "PHONE", 2, serial="S1").ok
    assert scan(supply, "PHONE", serial="S1").ok
    double = scan(supply, "PHONE", serial="S1")
    assert not double.ok
    assert "S1" in double.message
    assert scan(supply, "PHONE", serial="S2").ok
    assert book(supply).state == "received"
    assert set(ArrivalLine.objects.values_list("serial", flat=True)) == {"S1", "S2"}


def test_straight_to_a_bin_the_units_are_for_sale_at_once(supply, house, tea):
    shelf(house, "A-1")
    scan(supply, "TEA", 10)

    with pytest.raises(InvalidInput):
        book(supply, bin_code="Z-9")
    book(supply, bin_code="a-1")

    assert lies(tea) == {("A-1", ""): 10}
    assert StockLevel.objects.get(sku=tea).available == 10


def test_a_transfer_keeps_the_lots_it_was_sent_with(house, stock_is_sound):
    far = open_warehouse()
    level = stocked_level(6, warehouse=far)
    transfer = create_transfer(origin_id=far.pk, warehouse_id=house.pk, units={level.sku_id: 6}, actor=SYSTEM)
    send_transfer(supply_id=transfer.pk, actor=SYSTEM)
    scan(transfer, level.sku.code, 6)

    assert book(transfer).state == "received"
    assert lies(level.sku) == {("DOCK", ""): 6}
    assert stock_is_sound() == {}


def test_what_somebody_else_scanned_meanwhile_is_looked_at_again(supply):
    scan(supply, "TEA", 3)
    seen = sheet(supply).seen
    scan(supply, "TEA", 1, actor=BEN)

    with pytest.raises(ArrivalChanged, match="4 units are here"):
        book(supply, seen=seen)

    assert not StockMovement.objects.exists()


def test_booked_once_it_is_not_booked_again(supply):
    scan(supply, "TEA", 3)
    seen = sheet(supply)
    book(supply)

    with pytest.raises(MoveRefused):
        book_arrival(arrival_id=seen.arrival.pk, seen=seen.seen, actor=BEN)

    assert StockLevel.objects.get().on_hand == 3


def test_begun_anew_nothing_of_it_is_booked(supply):
    scan(supply, "TEA", 3)
    cancel_arrival(arrival_id=Arrival.objects.get().pk, actor=ANN)

    scan(supply, "TEA", 1)

    assert sheet(supply).units == 1


def test_nothing_is_scanned_of_a_supply_that_will_not_come_or_without_the_right(supply):
    nobody = Actor(kind="user", reference="9", name="Zoe")
    with pytest.raises(NotPermitted):
        scan(supply, "TEA", actor=nobody)
    cancel_supply(supply_id=supply.pk, actor=SYSTEM)
    with pytest.raises(MoveRefused):
        scan(supply, "TEA")


def test_a_scan_speaks_at_most_eight_times_also_the_first(supply, django_assert_max_num_queries):
    for _ in range(3):
        with django_assert_max_num_queries(8 + 2):  # two more are the test's own savepoint
            assert scan(supply, "TEA").ok
