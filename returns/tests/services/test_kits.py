"""A component of a kit may come back alone; its share of the kit's price is credited, the last cent at the end."""

from decimal import Decimal

from core.actors import SYSTEM
from orders.models import Order
from orders.tests.kits import kit_lines, sell_kit
from returns.services.settling import settle_return
from returns.tests.factories import inspected_return, paid_and_delivered


def test_a_component_that_comes_back_is_credited_its_share_and_all_of_them_the_kits_price(shop):
    sell_kit(shop, {0: 3, 2: 1}, price="10.00")
    order = paid_and_delivered(shop, lines=kit_lines())
    shares = [line.amount + line.tax_amount for line in order.lines.order_by("position")]

    first = settle_return(return_id=inspected_return(order, 1).pk, actor=SYSTEM)
    rest = [
        settle_return(return_id=inspected_return(Order.objects.get(pk=order.pk), count, line=line).pk, actor=SYSTEM)
        for line, count in ((0, 2), (1, 1))
    ]

    assert shares == [Decimal("6.00"), Decimal("6.00")]
    assert first.credited_amount == Decimal("2.00")
    assert first.credited_amount + sum(one.credited_amount for one in rest) == Decimal("12.00")
