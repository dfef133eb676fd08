"""What the clock does to orders: unpaid ones expire, ripe ones complete."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.effects import drain
from orders.models import Order
from orders.services import filling
from orders.services.recording.funds import Funds, record_funds
from orders.tasks import sweep_waiting
from orders.tests import factories

pytestmark = pytest.mark.django_db


def age(order: Order, **columns) -> None:
    Order.objects.filter(pk=order.pk).update(**{name: timezone.now() - span for name, span in columns.items()})


def test_only_what_is_unpaid_for_too_long_expires(shop):
    old, young = factories.placed_order(shop), factories.placed_order(shop)
    paid = factories.authorized_order(shop)
    for order in (old, paid):
        age(order, placed_at=timedelta(hours=shop.channel.unpaid_hours + 1))

    sweep_waiting()

    states = [Order.objects.get(pk=order.pk).state for order in (old, young, paid)]
    assert states == ["expired", "placed", "placed"]


def test_a_delivered_order_completes_when_the_waiting_time_is_over(shop):
    shop.channel.complete_wait_days = 3
    shop.channel.save()
    order = factories.delivered_order(shop)
    record_funds(order_id=order.pk, funds=Funds(authorized=order.total, captured=order.total), actor=SYSTEM)
    sweep_waiting()
    assert Order.objects.get(pk=order.pk).state == "processing"

    age(order, delivered_at=timedelta(days=4))
    sweep_waiting()

    assert Order.objects.get(pk=order.pk).state == "completed"


def test_a_queue_of_any_length_is_served_to_its_end(shop, monkeypatch):
    monkeypatch.setattr(filling, "ORDERS_PER_RUN", 1)
    monkeypatch.setattr(filling, "fill_backorders", partial(filling.fill_backorders, limit=1))
    for _ in range(10 + 60):
        factories.placed_order(shop)
    assert shop.level().backordered == 60

    shop.receive(60)
    drain()

    assert (shop.level().backordered, shop.level().allocated) == (0, 70)
