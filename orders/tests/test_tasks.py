"""What the clock does to orders: unpaid ones expire, ripe ones complete."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.effects import drain
from core.models import Effect
from orders.models import Order
from orders.services import filling
from orders.services.drafts import create_draft
from orders.tasks import sweep_waiting
from orders.tests import factories

pytestmark = pytest.mark.django_db


def age(order: Order, **columns) -> None:
    Order.objects.filter(pk=order.pk).update(**{name: timezone.now() - span for name, span in columns.items()})


def asked_about(settings) -> list[int]:
    """The orders whose time to pay the sweep says is over."""
    settings.OMS_WIRING = "payments.tests.wiring.WIRING"
    sweep_waiting()
    asked = Effect.objects.filter(task="payments.tasks.expire_unpaid")
    return sorted(asked.values_list("order_id", flat=True))


def test_only_what_is_unpaid_for_too_long_is_asked_about_and_once_an_hour(shop, settings):
    old, _ = factories.placed_order(shop), factories.placed_order(shop)
    paid = factories.authorized_order(shop)
    for order in (old, paid):
        age(order, placed_at=timedelta(hours=shop.channel.unpaid_hours + 1))

    assert asked_about(settings) == [old.pk]
    assert asked_about(settings) == [old.pk]
    assert Order.objects.get(pk=old.pk).state == "placed"


def test_an_order_that_costs_nothing_owes_nothing(shop, settings):
    order = factories.placed_order(shop)
    Order.objects.filter(pk=order.pk).update(credited_amount=order.total)
    age(order, placed_at=timedelta(hours=shop.channel.unpaid_hours + 1))

    assert asked_about(settings) == []


def test_a_draft_nobody_came_back_to_ends(shop):
    draft = create_draft(shop.request(), actor=SYSTEM)
    sweep_waiting()
    assert Order.objects.get(pk=draft.pk).state == "draft"

    age(draft, created_at=timedelta(days=shop.channel.draft_days + 1))
    sweep_waiting()
    drain()

    assert Order.objects.get(pk=draft.pk).state == "expired"


def test_who_ordered_first_is_served_first_and_no_later_order_overtakes(shop):
    factories.placed_order(shop, {0: 10})
    first, second, third = (factories.placed_order(shop, {0: units}) for units in (3, 1, 2))

    shop.receive(4)
    drain()

    assert [sum(factories.claims_of(order).values()) for order in (first, second, third)] == [3, 1, 0]
    assert shop.level().backordered == 2


def test_a_queue_of_any_length_is_served_to_its_end(shop, monkeypatch):
    monkeypatch.setattr(filling, "ORDERS_PER_RUN", 1)
    monkeypatch.setattr(filling, "fill_backorders", partial(filling.fill_backorders, limit=1))
    for _ in range(10 + 60):
        factories.placed_order(shop)
    assert shop.level().backordered == 60

    shop.receive(60)
    drain()

    assert (shop.level().backordered, shop.level().allocated) == (0, 70)
