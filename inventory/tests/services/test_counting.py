"""A count is believed up to the building's limit; beyond it two people must agree."""

import pytest

from core.actors import SYSTEM, Actor
from core.audit.runner import audit
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Effect
from inventory.errors import NotEnoughUnits, SameCounter
from inventory.models import BinStock, CycleCount, CycleCountLine, Location, LocationKind, StockLevel, StockMovement
from inventory.services.adjusting import adjust_stock
from inventory.services.counting import approve_count, cancel_count, enter_count, recount, start_count
from inventory.services.moving import move_units
from inventory.tests.factories import claim, open_warehouse, shelf, stocked_level

pytestmark = pytest.mark.django_db
RIGHTS = frozenset({"inventory.count_stock", "inventory.approve_count"})
PAT, SAM = (Actor(kind="user", reference=key, rights=RIGHTS) for key in ("1", "2"))
TIM = Actor(kind="user", reference="3", rights=frozenset({"inventory.count_stock"}))


@pytest.fixture
def place(db) -> Location:
    return shelf(open_warehouse(), "A-1")


@pytest.fixture
def level(place) -> StockLevel:
    return stocked_level(20, warehouse=place.warehouse, location=place)


@pytest.fixture
def sound(stock_is_sound):
    return lambda: stock_is_sound() == {} and not any(one.violations for one in audit(["counts_were_recorded"]))


def count_it(place: Location, found: int, by: Actor = PAT) -> CycleCount:
    count = start_count(location_id=place.pk, actor=by)
    return enter_count(cyclecount_id=count.pk, counted={count.lines.get().pk: found}, actor=by)


def on_hand(level: StockLevel) -> int:
    return StockLevel.objects.get(pk=level.pk).on_hand


def test_a_count_that_agrees_moves_nothing(place, level, sound):
    count = count_it(place, 20)

    assert (count.state, count.counted_by, on_hand(level)) == ("recorded", "user:1", 20)
    assert not StockMovement.objects.filter(kind="count").exists()
    assert sound()


def test_a_small_difference_is_recorded_at_once(place, level, sound):
    count = count_it(place, 17)

    movement = StockMovement.objects.get(kind="count")
    assert (count.state, on_hand(level)) == ("recorded", 17)
    assert (movement.quantity, movement.cause_reference, movement.actor) == (-3, count.number, "user:1")
    assert sound()


def test_a_large_difference_waits_for_a_second_person(place, level, sound):
    count = count_it(place, 10)
    assert (count.state, on_hand(level)) == ("to_approve", 20)

    with pytest.raises(SameCounter):
        approve_count(cyclecount_id=count.pk, actor=PAT)
    assert on_hand(level) == 20
    count = approve_count(cyclecount_id=count.pk, actor=SAM)

    assert (count.state, count.decided_by, on_hand(level)) == ("recorded", "user:2", 10)
    assert sound()


def test_units_that_move_until_it_is_approved_stay_right(place, level, sound):
    count = count_it(place, 10)
    other = shelf(place.warehouse, "B-1")
    move_units(
        level_id=level.pk, from_location_id=place.pk, to_location_id=other.pk, quantity=6, cause_kind="t",
        cause_reference="t", actor=SYSTEM,
    )  # fmt: skip

    approve_count(cyclecount_id=count.pk, actor=SAM)

    assert dict(BinStock.objects.values_list("location__code", "quantity")) == {"A-1": 4, "B-1": 6}
    assert sound()


def test_units_that_left_the_bin_cannot_vanish_from_it(place, level):
    count = count_it(place, 1)
    move_units(
        level_id=level.pk, from_location_id=place.pk, to_location_id=shelf(place.warehouse, "B-1").pk, quantity=15,
        cause_kind="t", cause_reference="t", actor=SYSTEM,
    )  # fmt: skip

    with pytest.raises(NotEnoughUnits):
        approve_count(cyclecount_id=count.pk, actor=SAM)

    assert (on_hand(level), CycleCount.objects.get().state) == (20, "to_approve")


def test_less_than_is_promised_becomes_a_shortfall_that_is_told(place, level):
    claim(level, 19)

    count_it(place, 16)

    level.refresh_from_db()
    assert (level.on_hand, level.shortfall) == (16, 3)
    assert Effect.objects.filter(task="inventory.tests.wiring.hear", payload__level_id=level.pk).count() == 2


def test_goods_nobody_expected_are_found(place, level, sound):
    stray = stocked_level(1, warehouse=place.warehouse)
    count = start_count(location_id=place.pk, actor=PAT)

    enter_count(
        cyclecount_id=count.pk, counted={count.lines.get().pk: 20}, also_found={(stray.sku_id, "L-1"): 2}, actor=PAT
    )

    assert on_hand(stray) == 3
    assert BinStock.objects.get(location=place, sku=stray.sku_id).lot == "L-1"
    assert sound()


def test_counted_again_it_may_agree(place, level, sound):
    count = count_it(place, 10)

    recount(cyclecount_id=count.pk, actor=SAM, reason="Look behind the box")
    count = enter_count(cyclecount_id=count.pk, counted={count.lines.get().pk: 20}, actor=PAT)

    assert (count.state, on_hand(level)) == ("recorded", 20)
    assert sound()


def test_a_count_that_starts_anew_remembers_nobody_who_counted_and_nothing_they_found(place, level):
    count = count_it(place, 10)
    enter_count(cyclecount_id=count.pk, counted={count.lines.get().pk: 9}, actor=TIM)

    recount(cyclecount_id=count.pk, actor=SAM)

    count, line = CycleCount.objects.get(), CycleCountLine.objects.get()
    assert (count.counted_by, count.counted_at, count.second_by, count.begun_by) == ("", None, "", "")
    assert (line.counted, line.first_counted) == (None, None)


def test_who_counted_before_the_fresh_start_may_be_the_second_after_it(place, level, sound):
    count = count_it(place, 10)
    enter_count(cyclecount_id=count.pk, counted={count.lines.get().pk: 9}, actor=TIM)
    recount(cyclecount_id=count.pk, actor=SAM)

    count = enter_count(cyclecount_id=count.pk, counted={count.lines.get().pk: 8}, actor=PAT)
    assert (count.state, count.second_by, count.lines.get().first_counted) == ("to_approve", "", None)
    count = enter_count(cyclecount_id=count.pk, counted={count.lines.get().pk: 20}, actor=TIM)

    assert (count.state, on_hand(level)) == ("recorded", 20)
    assert sound()


def test_a_canceled_count_records_nothing_and_frees_the_bin(place, level, sound):
    count = count_it(place, 10)

    cancel_count(cyclecount_id=count.pk, actor=SAM, reason="Wrong bin")

    assert (CycleCount.objects.get().state, on_hand(level)) == ("canceled", 20)
    start_count(location_id=place.pk, actor=PAT)
    assert sound()


def test_a_bin_is_counted_by_one_at_a_time(place, level):
    start_count(location_id=place.pk, actor=PAT)

    with pytest.raises(InvalidInput):
        start_count(location_id=place.pk, actor=SAM)


def test_every_line_must_be_counted_and_none_below_zero(place, level):
    count = start_count(location_id=place.pk, actor=PAT)
    line = count.lines.get()

    for wrong in ({}, {line.pk: -1}, {line.pk: 1, 0: 1}):
        with pytest.raises(InvalidInput):
            enter_count(cyclecount_id=count.pk, counted=wrong, actor=PAT)


def test_a_recorded_count_is_not_entered_again(place, level):
    count = count_it(place, 18)

    with pytest.raises(MoveRefused):
        enter_count(cyclecount_id=count.pk, counted={count.lines.get().pk: 1}, actor=PAT)

    assert on_hand(level) == 18


def test_nobody_counts_without_the_right(place):
    with pytest.raises(NotPermitted):
        start_count(location_id=place.pk, actor=Actor(kind="user", reference="3"))


def test_what_is_found_in_quarantine_is_for_nobody(place, level):
    quarantine = Location.objects.get(warehouse=place.warehouse, kind=LocationKind.QUARANTINE)

    adjust_stock(
        warehouse_id=place.warehouse_id, sku_id=level.sku_id, location_id=quarantine.pk, delta=2, reason="found",
        actor=SYSTEM,
    )  # fmt: skip

    level.refresh_from_db()
    assert (level.on_hand, level.unavailable, level.available) == (22, 2, 20)
