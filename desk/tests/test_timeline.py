"""Who stands on a timeline, by name."""

import pytest
from django.urls import reverse

from accounts.selectors import actor_of
from api.doors import actor_of_key
from api.models import ApiKey
from core.actors import SYSTEM, Actor
from core.selectors.people import actor_names
from orders.services.holding import hold_order
from orders.services.noting import add_note
from orders.tests.factories import confirmed_order

pytestmark = pytest.mark.django_db
QUERY_LIMIT = 25


def key_of(shop) -> ApiKey:
    return ApiKey.objects.create(channel=shop.channel, name="Storefront", prefix="p", key_hash="h", scopes=[])


def test_a_shop_is_called_by_the_name_of_its_key(shop, sign_in, django_assert_num_queries):
    labels = [actor_of_key(key_of(shop)).label, actor_of(sign_in("CSR")).label, "customer:4", "system", "api:0"]

    with django_assert_num_queries(2):
        names = actor_names(labels)

    assert [names[label] for label in labels] == [
        "Shop “Storefront”", "CSR", "The customer", "The system", "Shop 0",
    ]  # fmt: skip


def test_names_of_nobody_need_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert actor_names(["system", "customer:4"]) == {"system": "The system", "customer:4": "The customer"}


def test_the_page_of_a_shops_order_names_it_within_its_queries(client, shop, sign_in, django_assert_max_num_queries):
    order = confirmed_order(shop)
    shops = Actor(kind="api", reference=str(key_of(shop).pk), is_trusted=True)
    hold_order(order_id=order.pk, kind="manual", reason="Wait", actor=shops)
    add_note(order_id=order.pk, text="Called twice.", actor=actor_of(sign_in("CSR lead")))
    hold_order(order_id=order.pk, kind="manual", reason="Wait", actor=SYSTEM)
    address = reverse("admin:orders_order_change", args=[order.pk])
    client.get(address)

    with django_assert_max_num_queries(QUERY_LIMIT):
        page = client.get(address).content.decode()

    assert "Shop “Storefront”" in page
