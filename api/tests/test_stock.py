"""What can be had, and goods held for a cart."""

from datetime import timedelta

from django.utils import timezone

from api.tests.asking import body, key_for
from catalog.models import Channel
from inventory.models import Reservation, Supply, SupplyLine
from orders.models import Order

HOLD = {"lines": [{"sku": "SKU-1", "quantity": 4}], "holder": "Cart 7"}


def test_availability_is_what_can_be_sold_now_and_what_comes_that_nobody_waits_for(caller, shop):
    caller.post("/orders", body(lines=[{"sku": "SKU-1", "quantity": 12}]))
    day = timezone.now().date() + timedelta(days=3)
    supply = Supply.objects.create(
        number="PO-1", kind="purchase", warehouse=shop.warehouses[0], state="expected", expected_on=day
    )
    SupplyLine.objects.create(supply=supply, sku=shop.skus[0], ordered=30)

    answer = caller.get("/availability", sku=["SKU-1", "SKU-2", "nope", "SKU-2"]).json()

    assert answer["unknown"] == ["nope"]
    first, second = answer["skus"]
    assert (first["sku"], first["available"], second["sku"], second["available"]) == ("SKU-1", 0, "SKU-2", 10)
    assert first["expected"] == [{"on": day.isoformat(), "units": 28}]
    assert (second["unit_price"], second["expected"], second["may_backorder"]) == ("20.000000", [], True)


def test_at_most_a_hundred_skus_are_asked_for_at_once(caller):
    answer = caller.get("/availability", sku=[f"S{number}" for number in range(101)])

    assert (answer.status_code, answer.json()["field"]) == (422, "sku")


def test_goods_are_held_once_used_by_an_order_and_let_go(caller, shop):
    first, again = caller.post("/reservations", HOLD), caller.post("/reservations", HOLD)
    other = caller.post("/reservations", {**HOLD, "holder": "Cart 8"})
    token = first.json()["token"]

    released = caller.delete(f"/reservations/{token}")
    gone = caller.delete(f"/reservations/{token}")

    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    assert (released.status_code, gone.status_code, gone.json()["code"]) == (204, 404, "reservation_not_found")
    assert (shop.level().reserved, Reservation.objects.count()) == (0, 1)
    assert caller.post("/reservations", HOLD).json()["is_active"] is False


def test_more_than_there_is_is_not_held(caller, shop):
    lines = [{"sku": "SKU-1", "quantity": 6}, {"sku": "SKU-1", "quantity": 5}]

    answer = caller.post("/reservations", {**HOLD, "lines": lines})
    unknown = caller.post("/reservations", {**HOLD, "lines": [{"sku": "nope", "quantity": 1}]})

    assert (answer.status_code, answer.json()["code"], shop.level().reserved) == (409, "not_available", 0)
    assert (unknown.status_code, unknown.json()["field"]) == (422, "lines[0].sku")


def test_another_channel_cannot_let_the_goods_go(caller, shop):
    token = caller.post("/reservations", HOLD).json()["token"]
    shop.channel = Channel.objects.create(code="other", name="Other", currency="EUR", country="DE")
    _, caller.text = key_for(shop, "stock:reserve")

    assert caller.delete(f"/reservations/{token}").status_code == 404
    assert Reservation.objects.filter(ended_at=None).exists()


def test_an_order_names_the_token_and_uses_the_goods(caller, shop):
    token = caller.post("/reservations", HOLD).json()["token"]

    order = caller.post("/orders", body(lines=HOLD["lines"], reservation=token)).json()

    assert (order["lines"][0]["allocated"], shop.level().reserved) == (4, 0)
    assert (Order.objects.count(), Reservation.objects.get().ending) == (1, "used")
