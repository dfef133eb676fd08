import re

import pytest
from django.test import Client
from django.urls import reverse

from core.actors import SYSTEM
from core.links.services import revoke_links
from core.models import Event, SignedLink
from orders.models import Order
from orders.services.canceling import cancel_lines, cancel_order
from orders.services.holding import hold_order
from orders.tests import factories
from returns.services.deciding import approve_return
from returns.tests.factories import paid_and_delivered, requested_return
from support.services.opening import open_case
from support.services.talking import add_note, reply

pytestmark = pytest.mark.django_db


def current_step(page: str) -> str:
    return re.search(r'aria-current="step".*?class="label">(\w[\w ]*)<', page, re.S)[1]


@pytest.mark.parametrize(
    ("make", "headline", "step"),
    [
        (factories.placed_order, "We have your order", "Placed"),
        (factories.confirmed_order, "Your order is confirmed", "Confirmed"),
        (factories.released_order, "Your order is being prepared", "Preparing"),
        (factories.dispatched_order, "Your order is on its way", "On its way"),
    ],
)
def test_the_page_tells_how_far_the_order_is(shop, holder_of, make, headline, step):
    page = holder_of(make(shop)).see()

    assert headline in page
    assert current_step(page) == step


def test_every_step_that_is_over_tells_when_it_was(shop, holder_of):
    page = holder_of(factories.delivered_order(shop)).see()

    (steps,) = re.findall(r'<ol class="steps".*?</ol>', page, re.S)
    assert ['class="when"' in step for step in steps.split("<li")[1:]] == [True] * 5


def test_a_delivered_order_has_no_step_left(shop, holder_of):
    page = holder_of(factories.delivered_order(shop)).see()

    assert "Your order has arrived" in page
    assert 'aria-current="step"' not in page


def test_goods_amounts_and_town_are_shown_but_not_the_street_or_the_mail(shop, holder_of):
    page = holder_of(factories.placed_order(shop, {0: 2, 1: 1})).see()

    for text in ("Product 1", "SKU-2", "€40.00", "€54.00", "Ada Lovelace, Berlin, Germany"):
        assert text in page
    for text in ("Unter den Linden", "ada@example.com", "4930123456"):
        assert text not in page


def test_a_canceled_order_says_so_and_offers_nothing_to_cancel(shop, holder_of):
    order = factories.placed_order(shop)
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="Asked.")

    page = holder_of(order).see()

    assert "Your order is canceled" in page
    assert "/cancel/" not in page


def test_beside_canceled_units_stands_how_many_were_ordered(shop, holder_of):
    order = factories.placed_order(shop, {0: 2, 1: 1})
    before = holder_of(order).see()
    cancel_lines(order_id=order.pk, units={order.lines.first().pk: 1}, actor=SYSTEM, reason="Asked.")

    page = holder_of(order).see()

    assert " ordered</span>" not in before
    assert re.findall(r"<span>(\d+ (?:ordered|canceled))</span>", page) == ["2 ordered", "1 canceled"]


def test_a_hold_is_told_without_its_reason(shop, holder_of):
    order = factories.placed_order(shop)
    hold_order(order_id=order.pk, kind="fraud_review", reason="Looks like a thief", actor=SYSTEM)

    page = holder_of(order).see()

    assert "We are checking something" in page
    assert "thief" not in page
    assert "raud" not in page


def test_a_hold_the_customer_asked_for_is_told_as_that(shop, holder_of):
    order = factories.placed_order(shop)
    hold_order(order_id=order.pk, kind="customer_request", reason="Away until Monday", actor=SYSTEM)

    page = holder_of(order).see()

    assert "as you asked us to" in page
    assert "checking something" not in page


def test_the_page_speaks_the_customers_language(shop, holder_of):
    order = factories.placed_order(shop)
    order.customer.locale = "de-AT"
    order.customer.save(update_fields=["locale"])

    page = holder_of(order).see()

    assert '<html lang="de">' in page
    assert "Ihre Bestellung ist bei uns" in page
    assert "18,00\xa0€" in page


def test_an_approved_return_tells_where_to_send_the_goods(shop, holder_of):
    order = paid_and_delivered(shop, {0: 2})
    ret = approve_return(return_id=requested_return(order, 1).pk, actor=SYSTEM)

    page = holder_of(order).see()

    assert f"write {ret.number} on the parcel" in page
    assert "10115 Berlin" in page


def test_the_conversation_is_shown_without_internal_notes(shop, holder_of):
    order = factories.placed_order(shop)
    case = open_case(order_id=order.pk, subject="?", text="Where is it?", actor=SYSTEM)
    reply(case_id=case.pk, text="On <b>its</b> way.", actor=SYSTEM)
    add_note(case_id=case.pk, text="Careful.", actor=SYSTEM)

    page = holder_of(order).see()

    assert "Where is it?" in page
    assert "On &lt;b&gt;its&lt;/b&gt; way." in page
    assert "Careful." not in page


def test_looking_changes_nothing_and_sets_no_cookie(shop, holder_of):
    holder = holder_of(factories.delivered_order(shop))
    before = Order.objects.values().get(pk=holder.order.pk), Event.objects.count()

    response = holder.client.get(holder.url())
    for name in ("return", "message", "cancel", "address", "choose"):
        assert holder.client.get(holder.url(name)).status_code == 303

    assert (Order.objects.values().get(pk=holder.order.pk), Event.objects.count()) == before
    assert not response.cookies


def test_the_page_is_private_strict_and_without_scripts(shop, holder_of):
    holder = holder_of(factories.placed_order(shop))
    response = holder.client.get(holder.url())
    page = response.content.decode()

    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "<script" not in page
    assert " style=" not in page


def test_the_number_of_queries_does_not_grow_with_the_order(shop, holder_of, django_assert_max_num_queries):
    order = paid_and_delivered(shop, {0: 1, 1: 1, 2: 1})
    for line in range(3):
        requested_return(order, 1, line=line)
    holder = holder_of(order)
    with django_assert_max_num_queries(22):
        holder.see()


def test_an_unknown_link_and_one_for_something_else_are_not_found(client, db):
    for token in ("no-such-token", "x" * 43):
        response = client.get(f"/o/{token}/", headers={"accept-language": "de-DE,de;q=0.9"})
        assert response.status_code == 404
        assert "Hier ist nichts" in response.content.decode()


def test_an_expired_and_a_revoked_link_are_gone(shop, holder_of):
    holder = holder_of(factories.placed_order(shop))
    SignedLink.objects.update(expires_at="2020-01-01T00:00Z")
    assert holder.client.get(holder.url()).status_code == 410

    SignedLink.objects.update(expires_at="2100-01-01T00:00Z")
    revoke_links(order_id=holder.order.pk)
    gone = holder.client.get(holder.url())
    assert gone.status_code == 410
    assert "taken back" in gone.content.decode()
    assert reverse("portal:find") in gone.content.decode()
    assert gone["Cache-Control"] == "no-store"


def test_a_draft_is_not_shown(shop, holder_of):
    holder = holder_of(factories.placed_order(shop))
    Order.objects.filter(pk=holder.order.pk).update(state="draft")

    assert holder.client.get(holder.url()).status_code == 404


def test_somebody_who_guesses_addresses_is_slowed_down(shop, holder_of):
    holder = holder_of(factories.placed_order(shop))
    for nr in range(20):
        assert holder.client.get(f"/o/guess-{nr}/").status_code == 404

    slowed = holder.client.get(holder.url())

    assert slowed.status_code == 429
    assert slowed["Retry-After"] == "60"
    assert Client(REMOTE_ADDR="192.0.2.7").get(holder.url()).status_code == 200
