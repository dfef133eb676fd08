"""Who comes too late is told what happened to the order, who did it and when."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import User
from core.actors import SYSTEM, Actor
from core.errors import MoveRefused
from core.events import publish
from core.models import Event
from core.refusals import sentence_of
from core.selectors.timeline import timeline
from orders.errors import NotEnoughUnits, StaleVersion
from orders.events import FundsChanged
from orders.models import Order
from orders.services.canceling import cancel_lines, cancel_order
from orders.services.confirming import confirm_order
from orders.services.holding import hold_order
from orders.services.noting import add_note
from orders.services.recording.floor import record_release
from orders.services.recording.funds import Funds, record_funds
from orders.tests import factories
from orders.tests.factories import claims_of


def person(first: str, last: str) -> Actor:
    user = User.objects.create_user(username=first.lower(), first_name=first, last_name=last, is_staff=True)
    return Actor(kind="user", reference=str(user.pk), name=user.get_full_name(), user_id=user.pk, is_trusted=True)


@pytest.fixture
def ada(db) -> Actor:
    return person("Ada", "Example")


@pytest.fixture
def bob(db) -> Actor:
    return person("Bob", "Sample")


def test_a_canceled_order_says_who_canceled_it_and_when(shop, ada, bob):
    order = factories.authorized_order(shop)
    cancel_order(order_id=order.pk, actor=ada, reason="changed mind")
    record_funds(order_id=order.pk, funds=Funds(), actor=SYSTEM)

    with pytest.raises(MoveRefused) as refusal:
        confirm_order(order_id=order.pk, actor=bob)

    # The moment it is told of, not ours: a minute may turn in between.
    at = Event.objects.get(order_id=order.pk, name="orders.canceled").at
    told = f"Order {order.number} was canceled by Ada Example at {at:%H:%M} UTC (just now)."
    assert refusal.value.latest == told
    assert refusal.value.message.endswith(told)
    assert str(refusal.value) == refusal.value.message
    assert refusal.value.context["changes"][0]["event"] == "orders.canceled"


def test_a_stale_version_names_every_change_since_and_the_persons_first(shop, ada, bob):
    order = factories.placed_order(shop)
    hold_order(order_id=order.pk, kind="manual", reason="call", actor=ada)
    add_note(order_id=order.pk, text="Rings at noon.", actor=ada)
    record_funds(order_id=order.pk, funds=Funds(authorized=order.total), actor=SYSTEM)

    with pytest.raises(StaleVersion) as refusal:
        cancel_order(order_id=order.pk, actor=bob, reason="changed mind", expected_version=order.version)

    assert "was held by Ada Example" in refusal.value.message
    names = [change["event"] for change in refusal.value.context["changes"]]
    assert names == ["orders.held", "orders.funds_changed"]


def test_a_hold_that_stands_in_the_way_names_who_placed_it(shop, ada, bob):
    order = factories.confirmed_order(shop)
    hold_order(order_id=order.pk, kind="manual", reason="call", actor=ada)

    with pytest.raises(MoveRefused, match="was held by Ada Example"):
        record_release(order_id=order.pk, units=claims_of(order), actor=bob)


def test_units_that_are_gone_name_who_took_them(shop, ada, bob):
    order = factories.confirmed_order(shop, {0: 3})
    line = order.lines.get()
    cancel_lines(order_id=order.pk, units={line.pk: 2}, reason="fewer", actor=ada)

    with pytest.raises(NotEnoughUnits, match=": lines canceled by Ada Example"):
        cancel_lines(order_id=order.pk, units={line.pk: 2}, reason="fewer", actor=bob)


def test_a_refusal_that_nobody_caused_names_nobody(shop, bob):
    order = factories.placed_order(shop)

    with pytest.raises(MoveRefused) as refusal:
        confirm_order(order_id=order.pk, actor=bob)

    assert refusal.value.latest == ""


def test_what_the_refused_service_told_itself_is_not_taken_for_somebody_elses_act(shop, ada, bob, monkeypatch):
    order = factories.placed_order(shop)
    hold_order(order_id=order.pk, kind="manual", reason="call", actor=ada)
    monkeypatch.setattr(
        "orders.services.canceling.move_order",
        lambda order, move, *, actor, now: [
            publish(FundsChanged(order_id=order.pk), actor=actor, changes={"held": [None, "x"]}), refuse(order)
        ],
    )  # fmt: skip

    with pytest.raises(MoveRefused, match="was held by Ada Example"):
        cancel_order(order_id=order.pk, actor=bob, reason="changed mind")


def refuse(order: Order) -> None:
    raise MoveRefused("cancel", order.blockers("confirm"))


def test_an_act_that_is_not_refused_reads_nothing_more(shop, bob):
    order = factories.placed_order(shop)

    with CaptureQueriesContext(connection) as queries:
        hold_order(order_id=order.pk, kind="manual", reason="call", actor=bob)

    assert not [query for query in queries if 'FROM "core_event"' in query["sql"]]


def test_a_browser_of_another_language_gets_the_sentence_in_one_language(shop, ada):
    order = factories.placed_order(shop)
    hold_order(order_id=order.pk, kind="manual", reason="call", actor=ada)
    entry = timeline(order_id=order.pk)[0]

    with translation.override("de"):
        sentence = sentence_of(entry, order=order.number, now=entry.at + timedelta(days=3))

    assert sentence.endswith("(3 days ago).")


@pytest.mark.parametrize(
    ("back", "words"),
    [(timedelta(minutes=2), "(2 minutes ago)"), (timedelta(days=3), "(3 days ago)"), (timedelta(0), "(just now)")],
)
def test_the_moment_is_told_by_the_clock_and_by_how_long_ago_it_was(shop, ada, back, words):
    order = factories.placed_order(shop)
    hold_order(order_id=order.pk, kind="manual", reason="call", actor=ada)
    entry = timeline(order_id=order.pk)[0]

    sentence = sentence_of(entry, order=order.number, now=entry.at + back)

    assert sentence.endswith(f"{words}.")
    assert (f"{entry.at:%Y-%m-%d}" in sentence) is (back.days > 0)
