"""A credit never outlives what it was given on."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from orders.models import Order
from orders.services.canceling import cancel_lines, cancel_order
from orders.services.placing import place_orders
from orders.services.recording.credit import record_credit

pytestmark = pytest.mark.django_db


def credited(shop, amount: str) -> Order:
    (outcome,) = place_orders([shop.request({0: 1, 1: 1})], actor=SYSTEM)
    return record_credit(order_id=outcome.order_id, amount=Decimal(amount), actor=SYSTEM, reason="late")


def test_canceling_a_credited_order_takes_the_credit_with_it(shop):
    order = credited(shop, "10.00")

    cancel_order(order_id=order.pk, actor=SYSTEM, reason="changed my mind")

    order = Order.objects.get(pk=order.pk)
    assert (order.total, order.credited_amount) == (Decimal(0), Decimal(0))


def test_canceling_a_line_leaves_at_most_a_credit_of_what_the_rest_costs(shop):
    order = credited(shop, "40.00")
    line = order.lines.get(position=2)

    cancel_lines(order_id=order.pk, units={line.pk: 1}, actor=SYSTEM, reason="changed my mind")

    order = Order.objects.get(pk=order.pk)
    assert order.credited_amount == order.total > 0
