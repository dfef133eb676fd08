"""Placed orders edited over HTTP: seen before, made whole, each request once."""

import pytest

from api.models.key import Scope
from api.tests.asking import ADDRESS, Caller, body, key_for
from core.actors import SYSTEM
from orders.models import Order, OrderChange
from orders.services.changing import open_change
from orders.tests.factories import packed_order

MORE = {"kind": "set_quantity", "position": 1, "quantity": 3}
OTHER = {"kind": "add_line", "sku": "SKU-2", "quantity": 12}
ELSEWHERE = {"kind": "set_address", "address": ADDRESS | {"line1": "Street 2"}}


@pytest.fixture
def number(caller):
    return caller.post("/orders", body()).json()["number"]


def test_what_the_preview_tells_is_what_the_edit_makes(caller, number):
    steps = {"steps": [MORE, OTHER], "reason": "She calls"}

    seen = caller.post(f"/orders/{number}/edit/preview", steps).json()
    made = caller.post(f"/orders/{number}/edit", steps).json()

    assert (seen["is_possible"], seen["version"]) == (True, 1)
    assert seen["before"]["total"] == "30.00"
    assert {name: made[name] for name in seen["after"]} == seen["after"]
    added = next(line for line in seen["lines"] if line["units_after"] == 12)
    assert (added["allocated"], added["backordered"]) == (10, 2)
    assert [line["ordered"] for line in made["lines"]] == [2, 1, 12]
    assert made["lines"][2]["promise_on"] == added["promise_on"]


def test_a_preview_keeps_nothing(caller, number):
    caller.post(f"/orders/{number}/edit/preview", {"steps": [MORE, ELSEWHERE]})

    assert OrderChange.objects.count() == 0
    assert Order.objects.get().version == 1
    assert Order.objects.get().customer.addresses.count() == 1


def test_an_edit_is_made_once_whatever_is_repeated(caller, number):
    first = caller.post(f"/orders/{number}/edit", {"steps": [MORE]}, key="e")
    again = caller.post(f"/orders/{number}/edit", {"steps": [MORE]}, key="e")
    other = caller.post(f"/orders/{number}/edit", {"steps": [OTHER]}, key="e")

    assert first.status_code == 200
    assert again.json() == first.json()
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")


def test_all_steps_are_made_or_none(caller, number):
    answer = caller.post(f"/orders/{number}/edit", {"steps": [MORE, OTHER | {"sku": "NOPE"}]})

    assert (answer.status_code, answer.json()["field"]) == (422, "steps[1].sku")
    assert OrderChange.objects.count() == 0
    assert Order.objects.get().version == 1


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (MORE | {"position": 9}, "steps[0].position"),
        ({"kind": "set_quantity", "quantity": 3}, "steps[0].position"),
        (MORE | {"quantity": 2}, "steps[0].quantity"),
        ({"kind": "set_method", "method": "rocket"}, "steps[0].method"),
        ({"kind": "set_price", "position": 1}, "steps[0].unit_price"),
        ({"kind": "set_address"}, "steps[0].address"),
    ],
)
def test_a_step_that_cannot_be_is_refused_by_its_field(caller, number, step, field):
    answer = caller.post(f"/orders/{number}/edit", {"steps": [step]})

    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_what_is_packed_stays_and_the_preview_says_why(caller, shop):
    order = packed_order(shop, {0: 2})
    less = {"steps": [{"kind": "set_quantity", "position": 1, "quantity": 1}]}

    seen = caller.post(f"/orders/{order.number}/edit/preview", less).json()
    made = caller.post(f"/orders/{order.number}/edit", less)

    assert (seen["is_possible"], seen["blockers"][0]["code"]) == (False, "picked")
    assert (made.status_code, made.json()["blockers"][0]["code"]) == (409, "picked")


def test_an_edit_somebody_has_open_and_a_stale_version_refuse(caller, number):
    stale = caller.post(f"/orders/{number}/edit", {"steps": [MORE], "expected_version": 7})
    open_change(order_id=Order.objects.get().pk, actor=SYSTEM)
    taken = caller.post(f"/orders/{number}/edit", {"steps": [MORE]}, key="b")

    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    assert taken.json()["blockers"][0]["code"] == "change_open"


def test_each_kind_of_step_needs_its_scope(client, shop, number):
    _, text = key_for(shop, Scope.READ, Scope.EDIT)
    asked = Caller(client, text)
    steps = [
        {"kind": "cancel_units", "position": 1, "quantity": 1, "reason": "no"},
        ELSEWHERE,
        {"kind": "set_price", "position": 1, "unit_price": "9", "reason": "agreed"},
    ]

    told = [asked.post(f"/orders/{number}/edit", {"steps": [step]}, key=step["kind"]).status_code for step in steps]

    assert told == [403, 403, 403]
    assert asked.post(f"/orders/{number}/edit", {"steps": [MORE]}).status_code == 200
