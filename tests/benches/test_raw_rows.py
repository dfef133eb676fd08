"""The floor of placing writes the same rows as the house, whatever columns were added since."""

import pytest

from bench.raw_rows import place_by_sql
from bench.shop import open_bench_shop
from orders.models import Allocation, Order

pytestmark = pytest.mark.django_db


def test_an_order_of_three_lines_is_written_by_raw_sql():
    place_by_sql(open_bench_shop())

    order = Order.objects.get()
    assert (order.state, order.lines.count(), order.tenders.count()) == ("placed", 3, 1)
    assert Allocation.objects.count() == 3
