"""The same request twice at once is done once, and both are told the same; without the key's wall it is done twice."""

from collections import Counter
from typing import Any

import pytest
from django.test import Client

from api.models.key import Scope
from api.services import once
from api.tests.asking import Caller, body, key_for
from inventory.models import Reservation
from orders.intake.reference import forget_reference, reference
from orders.models import Order
from orders.tests.factories import open_shop
from tests.races.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
HOLD = {"lines": [{"sku": "SKU-1", "quantity": 1}], "holder": "cart"}
TWICE = 4


@pytest.fixture
def shop(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    yield open_shop()
    forget_reference()


@pytest.fixture
def text(shop) -> str:
    _, text = key_for(shop, *Scope.values, requests_per_minute=0)
    reference()
    return text


def together(text: str, path: str, data: dict[str, Any]) -> list[Any]:
    return all_at_once([lambda: Caller(Client(), text).post(path, data) for _ in range(TWICE)])


def said(answers: list[Any], name: str) -> set[Any]:
    return {answer.json()[name] for answer in answers}


@pytest.mark.parametrize("path", ["/orders", "/drafts"])
def test_the_same_order_sent_at_once_is_one_order(text, path):
    answers = together(text, path, body(external_id=""))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: TWICE - 1}
    assert said(answers, "number") == {Order.objects.get().number}


def test_a_number_of_the_shop_drafted_and_placed_at_once_is_one_order(text):
    acts = [
        lambda path=path: Caller(Client(), text).post(path, body(), key=path) for path in ("/orders", "/drafts") * 2
    ]

    answers = all_at_once(acts)

    assert said(answers, "number") == {Order.objects.get().number}


def test_goods_held_at_once_are_held_once(text, shop):
    answers = together(text, "/reservations", HOLD)

    assert said(answers, "token") == {Reservation.objects.get().token}
    assert shop.level().reserved == 1


def test_a_draft_placed_and_an_order_canceled_at_once_by_one_key_change_once(text):
    number = Caller(Client(), text).post("/drafts", body()).json()["number"]

    placed = together(text, f"/orders/{number}/place", {})
    canceled = together(text, f"/orders/{number}/cancel", {"reason": "Twice"})

    assert [answer.status_code for answer in [*placed, *canceled]] == [200] * (2 * TWICE)
    assert (said(placed, "version"), said(canceled, "version")) == ({2}, {3})


def test_without_the_wall_of_the_key_the_same_draft_is_made_twice(text, monkeypatch):
    monkeypatch.setattr(once, "_CLAIM", once._CLAIM.replace("VALUES (%s, %s,", "VALUES (%s, %s || gen_random_uuid(),"))

    together(text, "/drafts", body(external_id=""))

    assert Order.objects.count() == TWICE
