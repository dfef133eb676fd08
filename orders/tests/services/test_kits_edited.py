"""Edits of orders with kits: whole kits go and come, parts of them never alone."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from core.errors import InvalidInput
from orders.editing.steps import Step
from orders.intake.requests import DiscountRequest
from orders.models import Order
from orders.services.applying import confirm_change
from orders.services.changing import take_steps
from orders.tests.edits import broken, edited, goods, price, refused, staged, units
from orders.tests.factories import placed_order
from orders.tests.kits import kit_lines, kit_order, sell_kit, shape

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(shop) -> Order:
    sell_kit(shop, {0: 2, 2: 1}, price="25.00")
    return kit_order(shop, 3)


def kits(order: Order, count: int, kind: str = "set_quantity") -> Step:
    return Step(kind=kind, kit_id=order.kits.get().pk, quantity=count, reason="fewer")


def take(order: Order, *steps: Step) -> Order:
    change = take_steps(order_id=order.pk, steps=steps, actor=SYSTEM)
    confirm_change(change_id=change.pk, actor=SYSTEM)
    return Order.objects.get(pk=order.pk)


def test_a_kit_is_taken_out_by_one_step_and_its_components_are_set_free(shop, order):
    after = take(order, kits(order, 1))

    assert [(line.ordered, line.canceled) for line in after.lines.all()] == [(6, 4), (3, 2)]
    assert after.lines_total == 25
    assert [shop.level(index).allocated for index in (0, 2)] == [2, 1]
    assert broken() == {}


def test_units_of_one_component_alone_are_refused_naming_the_kit_and_the_remedy(order):
    (blocker,) = refused(order, units(order, 4)).blockers

    assert blocker.code == "broken_kit"
    assert "Breakfast set (KIT-1) is sold as a kit; 1 × Product 3 would be left of one" in blocker.sentence
    assert blocker.fix == "Cancel whole kits: take 1 × Product 3 too."


def test_steps_by_line_that_make_whole_kits_together_are_taken(order):
    after = edited(order, units(order, 4), units(order, 2, position=2))

    assert after.lines_total == 50


def test_more_units_of_a_component_are_refused_with_the_kits_name(order):
    with pytest.raises(InvalidInput, match=r"part of Breakfast set \(KIT-1\): its units grow only with the kit"):
        staged(order, units(order, 8))


def test_the_price_of_a_component_stands(order):
    with pytest.raises(InvalidInput, match=r"the price stands on the kit. Cancel the kit and add it again"):
        staged(order, price(order, "1.00"))


def test_more_kits_than_there_are_come_as_goods_and_the_refusal_says_so(order):
    with pytest.raises(InvalidInput, match=r"3 kits are ordered, not 4. Add more as goods"):
        take_steps(order_id=order.pk, steps=[kits(order, 4)], actor=SYSTEM)


def test_a_kit_that_is_added_comes_with_its_components_and_its_price(shop, order):
    after = edited(order, goods("KIT-1", 2))

    assert [row[1:] for row in shape(after)] == [(6, 2, "30.00"), (3, 1, "45.00"), (4, 2, "20.00"), (2, 1, "30.00")]
    assert [(kit.quantity, kit.position) for kit in after.kits.all()] == [(3, 1), (2, 3)]
    assert shop.level(0).allocated == 10


def test_an_edit_of_other_goods_leaves_the_kits_money_as_it_was(shop):
    sell_kit(shop, {0: 2, 2: 1}, price="19.99")
    tenth = DiscountRequest(label="Tenth", percent=Decimal(10), reason="Regular")
    order = placed_order(shop, lines=kit_lines(units=3, discounts=[tenth]))
    before = [(line.amount, line.discount_amount) for line in order.lines.order_by("position")]

    after = edited(order, goods("SKU-2", 1))

    assert [(line.amount, line.discount_amount) for line in after.lines.order_by("position")[:2]] == before
