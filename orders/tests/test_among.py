"""Many keys in one parameter find what they find one by one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.models import Order
from orders.tests.factories import open_shop, placed_order

pytestmark = pytest.mark.django_db


def test_keys_are_found_and_those_of_nobody_are_not():
    shop = open_shop()
    orders = [placed_order(shop) for _ in range(3)]
    wanted = [orders[0].pk, orders[2].pk, orders[2].pk, 10**12]

    with CaptureQueriesContext(connection) as asked:
        found = list(Order.objects.filter(pk__among=wanted).order_by("pk"))

    assert found == list(Order.objects.filter(pk__in=wanted).order_by("pk")) == [orders[0], orders[2]]
    assert "ANY" in asked.captured_queries[0]["sql"]
    assert list(Order.objects.filter(pk__among=[])) == []


def test_what_is_no_key_is_refused():
    with pytest.raises(ValueError, match="invalid literal"):
        list(Order.objects.filter(pk__among=["1; DROP TABLE orders_order"]))
