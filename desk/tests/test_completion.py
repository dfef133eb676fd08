"""What the order's page and list say about the end of an order."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.actors import SYSTEM
from orders.models import Order
from orders.services.archiving import archive_order
from orders.services.completing import complete_order
from orders.services.recording.counts import record_open
from orders.tests.factories import delivered_order, open_shop, placed_order
from orders.tests.services.test_finishing import paid
from orders.tests.test_tasks import age

pytestmark = pytest.mark.django_db


def page(client, order: Order) -> str:
    return client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()


def listed(client, **query) -> set[str]:
    answer = client.get(reverse("admin:orders_order_changelist"), query)
    return {order.number for order in answer.context["cl"].result_list}


def test_the_page_says_when_an_order_completes_by_itself_and_what_is_missing(client, shop, sign_in):
    sign_in("CSR")
    shop.channel.complete_wait_days = 14
    shop.channel.save()
    order = paid(delivered_order(shop))
    assert "Completes by itself on" in page(client, order)

    record_open(order_id=order.pk, cases=1, actor=SYSTEM)
    told = page(client, order)

    assert "1 open case." in told
    assert "Not before" in told


def test_the_archive_leaves_the_list_and_is_found_by_number_and_by_filter(client, shop, sign_in):
    sign_in("CSR lead")
    order, other = paid(delivered_order(shop)), placed_order(shop)
    complete_order(order_id=order.pk, actor=SYSTEM)
    archive_order(order_id=order.pk, actor=SYSTEM)

    assert listed(client) == {other.number}
    assert listed(client, q=order.number) == {order.number}
    assert listed(client, archived="yes") == {order.number}
    assert listed(client, archived="all") == {order.number, other.number}
    assert "Take out of the archive" in page(client, order)


def test_practice_orders_are_in_the_list_only_when_asked_for(client, sign_in, settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    sign_in("CSR")
    order = placed_order(open_shop(is_practice=True))

    assert listed(client) == set()
    assert listed(client, practice="yes") == {order.number}
    assert "Practice" in page(client, order)


def test_a_silent_parcel_is_told_with_its_day(client, shop, sign_in):
    sign_in("CSR")
    shop.channel.delivered_after_days = 30
    shop.channel.save()
    order = paid(delivered_order(shop))
    order.lines.update(delivered=0)
    age(order, last_shipped_at=timedelta(days=1))
    Order.objects.filter(pk=order.pk).update(delivered_at=None)

    assert "if nothing is heard of its parcels" in page(client, order)
