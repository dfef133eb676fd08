"""The customer's page offers to erase, and says what stands in the way to whoever asks."""

import pytest
from django.urls import reverse

from accounts.models import User
from customers.admin.privacy_moves import can_ask
from customers.models import Customer, Erasure
from orders.tests.factories import open_shop, placed_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(User.objects.create_superuser("boss", "boss@example.com", "pw"))
    return client


def test_what_stands_in_the_way_of_erasing_is_asked_for_with_the_request_and_not_by_the_page(
    office, django_assert_num_queries
):
    order = placed_order(open_shop())
    customer = Customer.objects.get(pk=order.customer_id)
    with django_assert_num_queries(1):
        assert list(can_ask(customer)) == []

    asked = office.post(
        reverse("admin:customers_customer_move", args=[order.customer_id, "erase"]),
        {"basis": "asked", "reason": "By mail from her address."}, follow=True,
    )  # fmt: skip

    assert order.number in asked.content.decode()
    assert not Erasure.objects.exists()
