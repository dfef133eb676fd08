"""An order that is collected, from placing to completion: its money, its mails and the customer's page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.actors import SYSTEM
from core.links.services import make_link
from fulfillment.models import Pickup
from fulfillment.services.collecting import collect
from fulfillment.tests.pickups import AT_THE_COUNTER, open_counter
from orders.models import Order
from orders.tests.factories import placed_order
from shipping.models import ShippingLabel
from tests.journeys import people
from tests.journeys.people import fresh
from tests.journeys.test_seven_stages import subjects, truth, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def page_of(client, order: Order) -> str:
    token = make_link(order_id=order.pk, purpose="order", valid_for=timedelta(days=1))
    return client.get(reverse("portal:order", args=[token])).content.decode()


def test_an_order_is_collected_at_the_counter_and_paid_when_it_is(shop, outside, books, client):
    warehouse = open_counter(shop)
    order = placed_order(shop, {0: 2, 1: 1}, **AT_THE_COUNTER)
    people.work()
    (work,) = people.release_and_pick(warehouse.pk)
    people.pack(work)
    people.work()
    pickup = Pickup.objects.get(fulfillment_order=work)
    shown = page_of(client, order)
    assert "Ready to be picked up" in shown
    assert f"{pickup.code[:4]} {pickup.code[4:]}" in shown
    assert 'class="qr"' in shown
    assert truth(outside["gateway"]) == ["authorize"]

    collect(fulfillmentorder_id=work.pk, code=pickup.code, collected_by="Ada Lovelace", actor=SYSTEM)
    wait_until(lambda: fresh(order).state == "completed")

    done = fresh(order)
    assert (done.fulfillment_status, done.payment_status, done.captured_amount) == ("delivered", "paid", done.total)
    assert truth(outside["gateway"]) == ["authorize", "capture"]
    assert not ShippingLabel.objects.exists()
    people.work()
    ready, arrived = (f"Your order {order.number} is ready to be picked up", f"Your order {order.number} has arrived")
    assert {ready, arrived} <= set(subjects(outside["mail"]))
    assert not any("on its way" in subject for subject in subjects(outside["mail"]))
    collected = page_of(client, order)
    assert "You have picked it up" in collected
    assert pickup.code[4:] not in collected
    assert people.unfinished() == []
    assert books() == {}
