"""The customer's link, from the order's page: sent, renewed, taken back, and when it was opened last."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.links.services import make_link, open_link
from core.models import Event, SignedLink
from orders.tests.factories import placed_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(shop):
    order = placed_order(shop)
    order.customer.email = "ada@example.com"
    order.customer.save(update_fields=["email"])
    return order


def act(client, order, move: str, **given):
    return client.post(reverse("admin:orders_order_move", args=[order.pk, move]), given)


def told(order) -> list[str]:
    names = Event.objects.filter(order_id=order.pk, name__startswith="orders.link").order_by("seq")
    return list(names.values_list("name", flat=True))


def page_of(client, order) -> str:
    return client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()


def test_a_link_is_sent_by_a_button_and_the_timeline_tells_it(order, client, sign_in):
    sign_in("CSR")
    assert "No link was made yet" in page_of(client, order)

    act(client, order, "send_link")

    assert told(order) == ["orders.link_sent"]
    assert "Link to the order sent" in page_of(client, order)


def test_the_page_shows_how_many_links_live_and_when_one_was_opened(order, client, sign_in):
    sign_in("CSR")
    token = make_link(order_id=order.pk, purpose="order", valid_for=timedelta(days=1))
    assert "Never opened." in page_of(client, order)

    open_link(token=token, purposes=["order"])

    assert "1 link opens it" in page_of(client, order)
    assert "Last opened" in page_of(client, order)


def test_renewing_ends_the_old_links_and_sends_a_new_one(order, client, sign_in):
    sign_in("CSR")
    make_link(order_id=order.pk, purpose="order", valid_for=timedelta(days=1))

    act(client, order, "renew_link")

    assert told(order) == ["orders.links_revoked", "orders.link_sent"]
    assert SignedLink.objects.get().revoked_because == "renewed"


def test_links_are_taken_back_with_a_reason_and_other_orders_keep_theirs(order, shop, client, sign_in):
    sign_in("CSR")
    for one in (order, placed_order(shop)):
        make_link(order_id=one.pk, purpose="order", valid_for=timedelta(days=1))

    act(client, order, "revoke_links", reason="")
    assert not SignedLink.objects.exclude(revoked_at=None).exists()
    act(client, order, "revoke_links", reason="The mailbox was broken into.")

    assert SignedLink.objects.exclude(revoked_at=None).get().order_id == order.pk
    assert "No link opens it any more" in page_of(client, order)


def test_without_an_address_the_button_says_why(order, client, sign_in):
    order.customer.email = ""
    order.customer.save(update_fields=["email"])
    sign_in("CSR")

    assert "customer has no e-mail address" in page_of(client, order)


def test_who_may_not_see_no_buttons(order, client, sign_in):
    make_link(order_id=order.pk, purpose="order", valid_for=timedelta(days=1))
    sign_in("Warehouse")

    page = page_of(client, order)

    assert "Send link" not in page
    assert act(client, order, "send_link").status_code == 403
