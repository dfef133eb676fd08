"""A customer sees the kit they bought, with what it consists of."""

import pytest

from orders.tests.factories import delivered_order
from orders.tests.kits import kit_lines, kit_order, sell_kit

pytestmark = pytest.mark.django_db


def test_the_kit_has_the_price_and_its_components_the_places(shop, holder_of):
    sell_kit(shop, {0: 2, 2: 1}, price="25.00")

    page = holder_of(kit_order(shop, 3)).see()

    assert page.index("Breakfast set") < page.index("Product 1") < page.index("Product 3")
    assert "€75.00" in page
    assert "€45.00" not in page


def test_a_component_may_be_sent_back_alone(shop, holder_of):
    sell_kit(shop, {0: 2, 2: 1})
    order = delivered_order(shop, lines=kit_lines(units=2))

    page = holder_of(order).see()

    assert [f'name="line_{line.pk}"' in page for line in order.lines.all()] == [True, True]
