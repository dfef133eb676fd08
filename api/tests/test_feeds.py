"""Feeds: every order and customer once, then every change, none lost to a transaction that commits late."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from api.selectors import feeding, horizon
from api.tests.asking import Caller, key_for
from core.actors import SYSTEM
from customers.models import Customer
from orders.models import Order
from orders.services.canceling import cancel_order
from orders.tests.factories import placed_order


@pytest.fixture
def caller(client, shop, monkeypatch):
    monkeypatch.setattr(horizon, "MARGIN", timedelta(0))
    return Caller(client, key_for(shop, "orders:read", "customers:read")[1])


def follow(caller, place="", *, path="/feeds/orders", of="orders", limit=2) -> tuple[list[str], str]:
    """Numbers up to now, and the place behind them."""
    found = []
    while True:
        page = caller.get(path, limit=limit, **({"changed_since": place} if place else {})).json()
        found += [one["number"] for one in page[of]]
        place = page["next"]
        if not page["has_more"]:
            return found, place


@pytest.mark.django_db(transaction=True)
def test_everything_comes_once_then_what_changed_and_then_nothing(caller, shop):
    orders = [placed_order(shop) for _ in range(5)]
    first, place = follow(caller)
    idle, place = follow(caller, place)
    cancel_order(order_id=orders[1].pk, reason="No more", actor=SYSTEM)
    new = placed_order(shop)

    changed, place = follow(caller, place)

    assert first[:5] == [order.number for order in orders]
    assert set(idle) == set()
    assert set(changed) == {orders[1].number, new.number}
    assert follow(caller, place)[0] == []


@pytest.mark.django_db(transaction=True)
def test_an_order_whose_transaction_commits_late_is_not_lost(caller, shop):
    _, place = follow(caller)

    (missed, early), place = late_commit(caller, shop, place)
    found, _ = follow(caller, place)

    assert early == []
    assert missed in found


@pytest.mark.django_db(transaction=True)
def test_without_the_horizon_it_would_be_lost(caller, shop, monkeypatch):
    _, place = follow(caller)
    monkeypatch.setattr(feeding, "horizon", lambda: datetime.now(UTC))

    (missed, early), place = late_commit(caller, shop, place)
    found, _ = follow(caller, place)

    assert len(early) == 1
    assert missed not in found


def late_commit(caller, shop, place) -> tuple[tuple[str, list[str]], str]:
    """One order is written first and committed last; another comes and is read in between."""
    written, may_commit, told = threading.Event(), threading.Event(), []

    def slow() -> None:
        with transaction.atomic():
            told.append(placed_order(shop).number)
            written.set()
            may_commit.wait(20)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    written.wait(20)
    placed_order(shop, {1: 1})
    early, place = follow(caller, place)
    may_commit.set()
    thread.join(20)
    return (told[0], early), place


@pytest.mark.django_db(transaction=True)
def test_a_customer_comes_when_they_change_or_buy_here_and_is_the_channels_own(caller, shop):
    placed_order(shop)
    ada = Customer.objects.get()
    elsewhere = Customer.objects.create(number="CU-X", name="Elsewhere")
    first, place = follow(caller, path="/feeds/customers", of="customers")
    Customer.objects.update(company="Engines")

    changed, place = follow(caller, place, path="/feeds/customers", of="customers")
    Order.objects.update(is_practice=True)

    assert (first[0], elsewhere.number in first, changed) == (ada.number, False, [ada.number])
    assert follow(caller, path="/feeds/customers", of="customers")[0] == []


@pytest.mark.django_db(transaction=True)
def test_names_and_addresses_need_their_scope_and_other_channels_orders_do_not_exist(client, shop, caller):
    placed_order(shop)
    bare = Caller(client, key_for(shop, "orders:read")[1])

    with_people = caller.get("/feeds/orders").json()["orders"][0]
    without = bare.get("/feeds/orders").json()["orders"][0]

    assert with_people["customer"]["email"] == "ada@example.com"
    assert (without["customer"], without["shipping_address"], without["lines"][0]["sku"]) == (None, None, "SKU-1")
    assert bare.get("/feeds/customers").status_code == 403
    assert bare.get("/feeds/orders", changed_since="nonsense").status_code == 422
    assert bare.get("/feeds/orders", changed_since="2020-01-01T00:00:00Z").json()["field"] == "changed_since"
