"""Orders changed over HTTP: canceled whole or in part, sent elsewhere; each request once."""

from api.tests.asking import ADDRESS, body
from orders.models import Order
from orders.tests.factories import packed_order


def test_an_order_is_canceled_once_whatever_is_repeated(caller, shop):
    number = caller.post("/orders", body()).json()["number"]

    first = caller.post(f"/orders/{number}/cancel", {"reason": "Changed their mind"})
    again = caller.post(f"/orders/{number}/cancel", {"reason": "Changed their mind"})
    other = caller.post(f"/orders/{number}/cancel", {"reason": "Another"})

    assert (first.status_code, first.json()["state"], first.json()["total"]) == (200, "canceled", "0.00")
    assert again.json() == first.json()
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    assert shop.level().allocated == 0


def test_units_of_lines_are_canceled_by_position(caller):
    number = caller.post("/orders", body()).json()["number"]
    part = {"reason": "One is enough", "lines": [{"position": 1, "units": 1}]}

    answer = caller.post(f"/orders/{number}/cancel", part).json()
    unknown = caller.post(f"/orders/{number}/cancel", {**part, "lines": [{"position": 7, "units": 1}]}, key="b")
    too_many = caller.post(f"/orders/{number}/cancel", {**part, "lines": [{"position": 1, "units": 5}]}, key="c")

    assert (answer["state"], answer["lines"][0]["canceled"], answer["lines"][0]["allocated"]) == ("placed", 1, 1)
    assert (unknown.status_code, unknown.json()["field"]) == (422, "lines")
    assert (too_many.status_code, too_many.json()["code"]) == (409, "not_enough_units")


def test_what_is_packed_is_neither_canceled_nor_sent_elsewhere_and_the_reasons_are_told(caller, shop):
    order = packed_order(shop, {0: 1})
    there = {"address": {**ADDRESS, "line1": "Street 2"}, "reason": "Moved"}

    canceled = caller.post(f"/orders/{order.number}/cancel", {"reason": "Too late"})
    moved = caller.put(f"/orders/{order.number}/shipping-address", there)

    for answer in (canceled, moved):
        assert (answer.status_code, answer.json()["code"]) == (409, "move_refused")
        assert all(one["sentence"] for one in answer.json()["blockers"])
    assert Order.objects.get(pk=order.pk).version == order.version


def test_an_order_is_sent_elsewhere_once(caller):
    number = caller.post("/orders", body()).json()["number"]
    there = {"address": {**ADDRESS, "line1": "Street 2"}, "reason": "Moved", "expected_version": 1}

    first = caller.put(f"/orders/{number}/shipping-address", there)
    again = caller.put(f"/orders/{number}/shipping-address", there)
    stale = caller.put(f"/orders/{number}/shipping-address", there, key="b")
    abroad = caller.put(f"/orders/{number}/shipping-address", {"address": {**ADDRESS, "country": "FR"}, "reason": "x"},
                        key="c")  # fmt: skip

    assert first.json()["shipping_address"]["line1"] == "Street 2"
    assert again.json() == first.json()
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    assert (abroad.status_code, abroad.json()["field"]) == (422, "address.country")
