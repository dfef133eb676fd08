"""Lists of orders and events: every row once, in one order, whatever comes in meanwhile."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api.tests.asking import key_for
from catalog.models import Channel
from core.actors import SYSTEM
from orders.models import Order
from orders.services.canceling import cancel_order
from orders.tests.factories import dispatched_order, placed_order


@pytest.fixture
def orders(shop):
    return [placed_order(shop, {0: 1}, external_id=f"S-{number}") for number in range(5)]


def walk(caller, **filters):
    found, cursor = [], ""
    while cursor is not None:
        page = caller.get("/orders", limit=2, cursor=cursor, **filters).json()
        found += [one["external_id"] for one in page["orders"]]
        cursor = page["next"]
    return found


@pytest.mark.parametrize("filters", [{}, {"placed_since": "2020-01-01T00:00:00Z"}])
def test_pages_give_every_order_once_the_newest_first(caller, orders, filters):
    Order.objects.update(placed_at=timezone.now())

    assert walk(caller, **filters) == ["S-4", "S-3", "S-2", "S-1", "S-0"]


def test_an_order_that_comes_in_moves_no_other(caller, shop, orders):
    first = caller.get("/orders", limit=2).json()
    placed_order(shop, {0: 1}, external_id="late")

    second = caller.get("/orders", limit=2, cursor=first["next"]).json()

    assert [one["external_id"] for one in second["orders"]] == ["S-2", "S-1"]


def test_a_page_is_one_query_and_counts_nothing(caller, orders):
    caller.get("/orders")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        caller.get("/orders", email="ADA@example.com", placed_since="2020-01-01T00:00:00Z")

    assert len(queries) == 3  # the key, the customers of the e-mail, the page
    assert not any("COUNT(" in query["sql"].upper() for query in queries)


def test_filters_choose(caller, orders):
    cancel_order(order_id=orders[1].pk, actor=SYSTEM, reason="x")
    soon = (timezone.now() + timedelta(hours=1)).isoformat()
    before = (timezone.now() - timedelta(hours=1)).isoformat()

    assert walk(caller, state=["canceled"]) == ["S-1"]
    assert len(walk(caller, state=["canceled", "placed"])) == 5
    assert walk(caller, external_id="S-3") == ["S-3"]
    assert walk(caller, email="nobody@example.com") == []
    assert (
        walk(caller, placed_since=soon) == walk(caller, placed_until=before) == walk(caller, updated_since=soon) == []
    )
    assert len(walk(caller, updated_since=before)) == 5


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"cursor": "nonsense"}, "cursor"),
        ({"cursor": "WyJwbGFjZWQiLDFd"}, "cursor"),
        ({"limit": "201"}, "limit"),
        ({"state": "lost"}, "state[0]"),
        ({"placed_since": "2026-01-01T00:00:00"}, "placed_since"),
        ({"placed_since": "0001-01-01T00:00:00+14:00"}, "placed_since"),
        ({"updated_since": "2020-01-01T00:00:00Z"}, "updated_since"),
    ],
)
def test_what_cannot_be_listed_names_the_field(caller, query, field):
    answer = caller.get("/orders", **query)

    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_a_moment_at_an_odd_offset_is_understood(caller, orders):
    assert len(walk(caller, placed_since="0317-11-03T07:15:21+22:15")) == 5


def test_orders_of_other_channels_are_not_there(client, shop, caller, orders):
    other = Channel.objects.create(code="other", name="Other", currency="EUR", country="DE")
    shop.channel = other
    _, text = key_for(shop, "orders:read", "orders:write", "orders:cancel")
    caller.text = text
    number = orders[0].number

    answers = [
        caller.get(f"/orders/{number}"), caller.get(f"/orders/{number}/events"),
        caller.post(f"/orders/{number}/cancel", {"reason": "x"}), caller.post(f"/orders/{number}/place", {}),
    ]  # fmt: skip

    assert caller.get("/orders").json() == {"orders": [], "next": None}
    assert {(one.status_code, one.json()["code"]) for one in answers} == {(404, "order_not_found")}


def test_events_are_told_in_order_without_who_or_why(caller, shop):
    order = dispatched_order(shop, {0: 1})

    first = caller.get(f"/orders/{order.number}/events", limit=3).json()
    rest = caller.get(f"/orders/{order.number}/events", after=first["next"], limit=200).json()

    told = [*first["events"], *rest["events"]]
    assert [one["seq"] for one in told] == list(range(1, len(told) + 1))
    assert (told[0]["name"], told[0]["actor"], rest["next"]) == ("orders.placed", "system", None)
    assert set(told[0]) == {"seq", "name", "at", "actor", "changes"}


def test_a_query_parameter_nobody_knows_is_refused_by_its_name(caller, orders):
    misspelled = caller.get("/orders", placed_sinc="2024-01-01T00:00:00Z")
    needless = caller.get(f"/orders/{orders[0].number}", limit=5)

    assert (misspelled.status_code, misspelled.json()["field"]) == (422, "placed_sinc")
    assert "It knows state, placed_since" in misspelled.json()["detail"]
    assert (needless.status_code, needless.json()["field"]) == (422, "limit")


@pytest.mark.parametrize("number", ["-64", "-5.9e-234", "1_700_000_000", "1e9", "inf"])
def test_a_moment_written_as_a_number_is_refused(caller, orders, number):
    answer = caller.get("/orders", placed_since=number)

    assert (answer.status_code, answer.json()["field"]) == (422, "placed_since")
    assert "2024-01-31T09:00:00Z" in answer.json()["detail"]
