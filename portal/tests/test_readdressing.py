"""The customer sends the order elsewhere, as long as nothing is packed; the office looks at it again."""

import pytest

from orders.models import Order
from orders.tests import factories

pytestmark = pytest.mark.django_db

NEW = {"name": "Ada Byron", "line1": "Neue Straße 1", "postal_code": "10999", "city": "Berlin"}


def test_a_new_address_in_the_same_country_is_taken(shop, holder_of):
    holder = holder_of(factories.placed_order(shop))
    before = Order.objects.get().shipping_address

    answer = holder.send("address", **NEW)

    assert answer.status_code == 303
    assert "It goes to the new address." in holder.client.get(answer["Location"]).content.decode()
    address = Order.objects.get().shipping_address
    assert (address.line1, address.city, address.country) == ("Neue Straße 1", "Berlin", before.country)
    assert address.pk != before.pk


def test_a_confirmed_order_then_waits_for_somebody_to_look(shop, holder_of):
    holder = holder_of(factories.confirmed_order(shop))

    holder.send("address", **NEW)

    assert Order.objects.get().holds.get(released_at=None).kind == "address"


def test_what_is_missing_is_told_and_what_was_typed_stays(shop, holder_of):
    holder = holder_of(factories.placed_order(shop))

    answer = holder.send("address", **{**NEW, "city": ""})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Please fill in name, street, postal code and city." in page
    assert 'value="Neue Straße 1"' in page


def test_once_it_is_on_the_road_it_is_too_late(shop, holder_of):
    holder = holder_of(factories.dispatched_order(shop))

    assert "/address/" not in holder.see()
    answer = holder.send("address", **NEW)

    assert answer.status_code == 409
    assert "packed or on their way" in answer.content.decode()


def test_another_country_cannot_be_smuggled_in(shop, holder_of):
    holder = holder_of(factories.placed_order(shop))
    before = Order.objects.get().shipping_address.country

    holder.send("address", **NEW, country="CH" if before != "CH" else "AT")

    assert Order.objects.get().shipping_address.country == before
