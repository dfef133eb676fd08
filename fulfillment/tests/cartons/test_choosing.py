import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.carton_orders import BOXES, an_order, cut_to_pieces
from bench.yardsticks import least_cartons, least_volume, plain_first_fit
from fulfillment.cartons import choosing
from fulfillment.cartons.checking import faults_of, missing_from
from fulfillment.cartons.choosing import plan_for
from fulfillment.cartons.measures import Box, Item, volume_of

SMALL = Box("small", 200, 200, 200, 100, 5_000)
LARGE = Box("large", 400, 400, 400, 300, 20_000)
CUBE = Item("CUBE", 100, 100, 100, 400)


def is_sound(plan, items) -> bool:
    """Every unit in one carton, in its own, or said to be unknown; and no carton at fault."""
    asked = list(items)
    for item in (*plan.own, *plan.unknown):
        asked.remove(item)
    return not any(faults_of(carton) for carton in plan.cartons) and not missing_from(plan.cartons, asked)


def test_the_smallest_box_that_takes_all_is_chosen():
    plan = plan_for([CUBE] * 8, [LARGE, SMALL])

    assert [(carton.box, carton.fill_percent, carton.grams) for carton in plan.cartons] == [(SMALL, 100, 3300)]
    assert is_sound(plan, [CUBE] * 8)


def test_weight_and_not_room_asks_for_more_cartons():
    heavy = Item("LEAD", 50, 50, 50, 2_000)

    plan = plan_for([heavy] * 5, [SMALL])

    assert [len(carton.placed) for carton in plan.cartons] == [2, 2, 1]
    assert is_sound(plan, [heavy] * 5)


def test_the_same_goods_in_another_order_get_the_same_answer():
    random = Random(1)
    items = an_order(random, 14)
    first = plan_for(items, BOXES)
    random.shuffle(items)
    choosing._plan.cache_clear()

    assert plan_for(items, BOXES[::-1]) == first


def test_what_is_too_large_or_too_heavy_for_every_box_ships_in_its_own_carton():
    ladder, anvil = Item("LADDER", 1_500, 60, 60, 900), Item("ANVIL", 100, 100, 100, 25_000)

    plan = plan_for([ladder, CUBE, anvil], [SMALL, LARGE])

    assert {item.sku for item in plan.own} == {"LADDER", "ANVIL"}
    assert [carton.box for carton in plan.cartons] == [SMALL]


def test_a_unit_that_fits_only_lying_is_in_its_own_carton_when_it_must_stand():
    lying, standing = Item("ROD", 50, 50, 300, 100), Item("VASE", 50, 50, 300, 100, keep_upright=True)
    low = Box("low", 350, 100, 60, 50, 5_000)

    assert plan_for([lying], [low]).own == ()
    assert plan_for([standing], [low]).own == (standing,)


def test_what_nobody_measured_is_suggested_by_weight_alone_and_said_to_be():
    unmeasured = Item("SCARF", 0, 0, 0, 4_000)

    plan = plan_for([unmeasured, unmeasured, CUBE], [SMALL, LARGE])

    (carton,) = plan.cartons
    assert (carton.box, carton.loose, len(carton.placed)) == (LARGE, (unmeasured, unmeasured), 1)


def test_of_what_has_neither_lengths_nor_weight_nothing_is_said():
    mystery = Item("GIFT", 0, 0, 0)

    plan = plan_for([mystery], [SMALL])

    assert (plan.cartons, plan.unknown) == ((), (mystery,))


def test_many_hundred_units_are_divided_by_volume_and_weight():
    screws = [Item("SCREWS", 60, 40, 30, 150)] * 700

    plan = plan_for(screws, BOXES)

    assert is_sound(plan, screws)
    assert all(carton.fill_percent <= choosing.USABLE_PERCENT for carton in plan.cartons)


def test_more_bulky_units_than_are_given_places_each_get_a_box():
    bulky = [Item("STOOL", 390, 380, 370, 2_000)] * 130

    plan = plan_for(bulky, [SMALL, LARGE])

    assert [len(carton.units) for carton in plan.cartons] == [1] * 130
    assert is_sound(plan, bulky)


def test_many_units_of_which_few_lie_side_by_side_are_not_put_together_by_volume_alone():
    # A tenth of the box each, so that volume lets in eight; six find a place.
    trays = [Item("TRAY", 250, 250, 100, 100)] * 130

    plan = plan_for(trays, [LARGE])

    assert [len(carton.placed) for carton in plan.cartons] == [6] * 21 + [4]
    assert is_sound(plan, trays)


def test_a_thousand_bulky_units_beside_small_ones_are_planned_in_a_blink():
    goods = [Item("STOOL", 390, 380, 370, 2_000)] * 1_000 + [CUBE] * 20
    started = time.process_time()

    plan = plan_for(goods, [SMALL, LARGE])

    assert time.process_time() - started < 2
    assert is_sound(plan, goods)


def test_without_boxes_everything_ships_in_its_own_carton():
    assert plan_for([CUBE], []).own == (CUBE,)


def test_a_thousand_random_orders_never_overlap_stick_out_or_lie_on_their_side():
    random = Random(2026)
    unsound = []
    for number in range(1_000):
        items = an_order(random, random.randint(1, 14), longest_mm=random.choice((120, 300, 450)))
        if not is_sound(plan_for(items, BOXES), items):
            unsound.append(number)

    assert unsound == []


@pytest.mark.parametrize("pieces", range(2, 9))
@pytest.mark.parametrize("keep_upright", [False, True])
def test_a_box_cut_into_pieces_takes_them_all_again(pieces, keep_upright):
    random = Random(pieces)
    failed = []
    for number in range(25):
        box = Box("cut", random.randint(200, 600), random.randint(150, 400), random.randint(100, 400), 100, 20_000)
        items = cut_to_pieces(random, box, pieces, keep_upright=keep_upright)
        plan = plan_for(items, [box])
        if len(plan.cartons) != 1 or plan.cartons[0].fill_percent != 100 or not is_sound(plan, items):
            failed.append(number)

    assert failed == []


def test_boxes_are_smaller_than_those_of_a_plain_first_fit_and_near_the_least_possible():
    random = Random(4)
    orders = [items for items in (an_order(random, 10) for _ in range(200)) if not plan_for(items, BOXES).own]
    plans = [plan_for(items, BOXES) for items in orders]

    ours = sum(plan.volume for plan in plans)
    plain = sum(box.volume for items in orders for box in plain_first_fit(items, BOXES))
    bounds = [least_volume(items, BOXES, len(plan.cartons)) for items, plan in zip(orders, plans, strict=True)]

    assert all(plan.volume >= bound for plan, bound in zip(plans, bounds, strict=True))
    assert all(len(plan.cartons) == least_cartons(items, BOXES) for items, plan in zip(orders, plans, strict=True))
    goods = sum(map(volume_of, orders))
    print(f"filled: {goods / ours:.0%}, plain first fit {goods / plain:.0%}, bound {goods / sum(bounds):.0%}")
    assert ours * 100 <= plain * 75
    assert ours * 100 <= sum(bounds) * 130


_LENGTHS = st.integers(min_value=0, max_value=500)
_ITEMS = st.builds(
    Item, sku=st.sampled_from("ABCDEF"), length=_LENGTHS, width=_LENGTHS, height=_LENGTHS,
    grams=st.integers(min_value=0, max_value=9_000), keep_upright=st.booleans(),
)  # fmt: skip
_SIDES = st.integers(min_value=1, max_value=600)
_BOXES = st.builds(
    Box, code=st.sampled_from("xyz"), length=_SIDES, width=_SIDES, height=_SIDES,
    tare_grams=st.integers(min_value=0, max_value=400), max_grams=st.integers(min_value=1, max_value=20_000),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_ITEMS, max_size=12), st.lists(_BOXES, max_size=5))
def test_whatever_the_goods_and_the_boxes_every_unit_is_somewhere_and_no_carton_is_at_fault(items, boxes):
    assert is_sound(plan_for(items, boxes), items)
