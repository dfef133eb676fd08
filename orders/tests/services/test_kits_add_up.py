"""Whatever a kit consists of and costs, its lines cost exactly that, in every currency, to the last unit called off."""

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Price
from core.actors import SYSTEM
from core.money import line_amount
from orders.models import Order
from orders.services.canceling import cancel_lines
from orders.services.placing import place_orders
from orders.tests.edits import broken
from orders.tests.kits import kit_lines, sell_kit
from orders.tests.services.test_any_order_adds_up import PERCENTS, off, open_in

pytestmark = pytest.mark.django_db
PARTS = st.dictionaries(st.integers(0, 2), st.integers(1, 9), min_size=1)
PRICES = st.decimals(min_value=0, max_value=5000, places=3)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=PARTS, price=PRICES, units=st.integers(1, 60), less=st.lists(PERCENTS, max_size=2),
    percents=st.lists(PERCENTS, max_size=1), with_voucher=st.booleans(), known=st.booleans(), included=st.booleans(),
    currency=st.sampled_from(["JPY", "EUR", "KWD"]), data=st.data(),
)  # fmt: skip
def test_the_lines_of_any_kit_cost_what_the_kit_does_and_are_called_off_whole_without_a_rest(
    db, parts, price, units, less, percents, with_voucher, known, included, currency, data
):
    with transaction.atomic():
        shop = open_in(currency, included=included)
        if not known:
            Price.objects.filter(sku=shop.skus[min(parts)]).delete()
        sell_kit(shop, parts, price=str(price))
        wish = shop.request(
            lines=kit_lines(units=units, discounts=off(less)), discounts=off(percents), tenders=[],
            voucher_codes=["FIX"] if with_voucher and not (less or percents) and price * units >= 1000 else [],
        )  # fmt: skip

        (outcome,) = place_orders([wish], actor=SYSTEM)

        assert outcome.error is None
        order = Order.objects.get(pk=outcome.order_id)
        assert order.lines_total == line_amount(units, Decimal(price), currency)
        call_off_whole(order, units, data)
        transaction.set_rollback(True)


def call_off_whole(order: Order, units: int, data) -> None:
    assert broken() == {}
    left, total = units, order.total
    while left:
        count = data.draw(st.integers(1, left))
        whole = {line.pk: (line.per_kit or 1) * count for line in order.lines.all()}
        cancel_lines(order_id=order.pk, units=whole, actor=SYSTEM, reason="no")
        now = Order.objects.get(pk=order.pk).total
        assert 0 <= now <= total
        assert broken() == {}
        left, total = left - count, now
    assert Order.objects.get(pk=order.pk).lines_total == 0
