"""The page of the past: as of a moment, and what changed between two, with who did it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.selectors import actor_of
from core.actors import SYSTEM
from core.models import Event
from desk.selectors.then_page import then_page
from orders.models import Order
from orders.services.canceling import cancel_lines
from orders.services.holding import hold_order, release_hold
from orders.tests.factories import confirmed_order, placed_order

pytestmark = pytest.mark.django_db


def url(order: Order, **query) -> str:
    return reverse("admin:orders_order_then", args=[order.pk], query=query)


def spread(order: Order) -> None:
    """One event a minute, as if each had been a commit of its own; holds with the events that tell of them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE core_event SET at = now() - (100 - seq) * interval '1 minute'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    for name, column in (("orders.held", "placed_at"), ("orders.hold_released", "released_at")):
        for event in Event.objects.filter(order_id=order.pk, name=name):
            order.holds.update(**{column: event.at})


def told(order: Order, name: str) -> Event:
    return Event.objects.get(order_id=order.pk, name=name)


def test_the_page_shows_the_order_as_it_was_and_who_changed_it(client, shop, sign_in):
    who = sign_in("CSR lead")
    order = placed_order(shop, {0: 12})
    hold = hold_order(order_id=order.pk, kind="manual", reason="Call first.", actor=actor_of(who))
    line = order.lines.get()
    cancel_lines(order_id=order.pk, units={line.pk: 3}, actor=actor_of(who), reason="fewer")
    release_hold(hold_id=hold.pk, actor=SYSTEM)
    spread(order)

    page = client.get(url(order, seq=told(order, "orders.held").seq)).content.decode()

    for text in ("Call first.", "€150.00", "12 ordered", "2 backordered", "10 allocated", "CSR lead"):
        assert text in page
    assert "3 canceled" not in page


def test_between_two_moments_it_says_what_is_different_in_words(shop, django_assert_max_num_queries):
    order = confirmed_order(shop, {0: 2})
    spread(order)
    placed, confirmed = told(order, "orders.placed"), told(order, "orders.confirmed")

    with django_assert_max_num_queries(8):
        page = then_page(order, at=placed.at, until=confirmed.at)

    found = {one.label: (one.before, one.after) for one in page.differences}
    assert found["State"] == ("Placed", "Confirmed")
    assert found["Authorized amount"] == ("€0.00", "€30.00")
    assert next(entry.name for entry in page.entries) == "orders.confirmed"


def test_what_changed_without_a_word_is_not_guessed(shop):
    order = confirmed_order(shop)
    Order.objects.filter(pk=order.pk).update(captured_amount=5, total=7)

    page = then_page(Order.objects.get(pk=order.pk), at=timezone.now(), until=None)

    sure = {row.label: row.sure for row in page.rows}
    assert sure["Total"] == "changed later without a word: not sure"
    assert sure["State"] == ""


def test_before_it_existed_the_page_says_so(client, shop, sign_in):
    sign_in("CSR")
    order = placed_order(shop)

    page = client.get(url(order, at=f"{timezone.now() - timedelta(days=2):%Y-%m-%dT%H:%M}")).content.decode()

    assert "did not exist yet" in page


def test_a_moment_before_the_first_one_is_refused_at_its_field(client, shop, sign_in):
    sign_in("CSR")
    page = client.get(url(placed_order(shop), at="2026-01-02T00:00", to="2026-01-01T00:00")).content.decode()

    assert "Choose a moment after the first one." in page
    assert "did not exist yet" in page
