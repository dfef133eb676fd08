"""A shop filled for measuring is a sound one: every promise of the books holds over it."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.audit.registry import promises
from core.audit.runner import check
from core.models import Effect, Event
from desk.scale.growing import grow
from desk.selectors.call_box import find_orders
from fulfillment.models import Parcel
from orders.models import Allocation, Order
from orders.tests.factories import open_shop, placed_order
from payments.models import PaymentTransaction

pytestmark = pytest.mark.django_db

ORDERS = 400


def test_a_filled_shop_keeps_every_promise_and_is_filled_on_where_it_was_interrupted():
    steps = grow(outof=ORDERS, seed=3, now=timezone.now(), chunk=150)
    while next(steps).what != "orders":
        pass
    assert Order.objects.count() == 150

    list(grow(outof=ORDERS, seed=3, now=timezone.now(), chunk=150))

    assert {one.name: found.sample for one in promises() if (found := check(one)).violations} == {}
    assert Order.objects.count() == ORDERS
    assert not Effect.objects.exists()
    assert Event.objects.count() == 6 * ORDERS
    assert PaymentTransaction.objects.count() == 2 * ORDERS
    assert Allocation.objects.count() >= 2 * ORDERS
    assert Parcel.objects.count() == Order.objects.filter(captured_amount__gt=0).count()
    some = Order.objects.select_related("customer").earliest("pk")
    assert find_orders(some.external_id).straight == some
    assert some in find_orders(some.customer.email).orders


def test_a_database_with_orders_of_its_own_is_not_filled_unless_told():
    placed_order(open_shop())

    with pytest.raises(CommandError, match="orders of other channels"):
        call_command("seed_scale", orders=10)

    assert Order.objects.count() == 1
