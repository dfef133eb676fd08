"""Practice and business never meet."""

import pytest
from django.db import IntegrityError, transaction

from catalog.models import Channel
from core.audit.registry import promises
from core.audit.runner import check
from inventory.models import Warehouse
from orders.models import Order
from orders.selectors.real import real_orders
from orders.tests.factories import open_shop, placed_order

pytestmark = pytest.mark.django_db


def test_an_order_is_for_practice_as_its_channel_and_counts_nowhere():
    order = placed_order(open_shop(is_practice=True))

    assert order.is_practice
    assert not real_orders().filter(pk=order.pk).exists()
    assert order.lines.get().allocations.get().level.warehouse.is_practice


@pytest.mark.parametrize("model", [Channel, Warehouse])
def test_whether_something_is_for_practice_is_fixed_once_it_is_made(model):
    open_shop()

    with pytest.raises(IntegrityError, match="is fixed"), transaction.atomic():
        model.objects.update(is_practice=True)

    assert model.objects.filter(is_practice=False).exists()


def test_the_books_notice_an_order_that_is_not_as_its_channel():
    order = placed_order(open_shop())
    Order.objects.filter(pk=order.pk).update(is_practice=True)

    found = {one.name: check(one).violations for one in promises() if "practice" in one.name}

    assert found == {"orders_are_practice_as_their_channel": 1, "practice_and_real_stock_are_apart": 1}
