"""Kits as a shop asks for them and reads them."""

from datetime import timedelta

from django.utils import timezone

from api.tests.asking import body
from inventory.models import Supply, SupplyLine
from orders.tests.kits import sell_kit

HOLD = {"lines": [{"sku": "KIT-1", "quantity": 3}], "holder": "Cart 7"}


def test_an_order_of_a_kit_shows_the_kit_and_the_lines_of_its_components(caller, shop):
    sell_kit(shop, {0: 2, 2: 1}, price="25.00")

    order = caller.post("/orders", body(lines=[{"sku": "SKU-2", "quantity": 1}, {"sku": "KIT-1", "quantity": 2}]))

    assert order.status_code == 201
    assert order.json()["kits"] == [
        {
            "position": 2, "sku": "KIT-1", "name": "Breakfast set", "quantity": 2, "canceled": 0,
            "unit_price": "25.000000", "amount": "50.00", "lines": [2, 3],
        }
    ]  # fmt: skip
    assert [(line["sku"], line["ordered"], line["kit"], line["per_kit"]) for line in order.json()["lines"]] == [
        ("SKU-2", 1, None, None), ("SKU-1", 4, 2, 2), ("SKU-3", 2, 2, 1),
    ]  # fmt: skip


def test_a_quote_shows_kits_as_the_order_does(caller, shop):
    sell_kit(shop, {0: 2, 2: 1}, price="25.00")

    quote = caller.post("/quotes", {"lines": [{"sku": "KIT-1", "quantity": 2}]}).json()

    (kit,) = quote["kits"]
    assert (kit["position"], kit["amount"], kit["lines"], quote["lines_total"]) == (1, "50.00", [1, 2], "50.00")
    assert [(line["kit"], line["per_kit"]) for line in quote["lines"]] == [(1, 2), (1, 1)]


def test_as_many_kits_can_be_had_as_the_scarcest_component_makes_now_and_with_what_comes(caller, shop):
    sell_kit(shop, {0: 3, 2: 2}, price="25.00")
    day = timezone.now().date() + timedelta(days=3)
    supply = Supply.objects.create(
        number="PO-1", kind="purchase", warehouse=shop.warehouses[0], state="expected", expected_on=day
    )
    SupplyLine.objects.create(supply=supply, sku=shop.skus[0], ordered=30)

    (kit,) = caller.get("/availability", sku=["KIT-1"]).json()["skus"]

    assert (kit["sku"], kit["available"], kit["unit_price"]) == ("KIT-1", 3, "25.000000")
    assert kit["expected"] == [{"on": day.isoformat(), "units": 2}]


def test_a_kit_whose_component_is_not_sold_cannot_be_had(caller, shop):
    sell_kit(shop, {0: 3, 2: 2})
    shop.skus[2].is_active = False
    shop.skus[2].save()

    answer = caller.get("/availability", sku=["KIT-1", "SKU-1"]).json()

    assert ([one["sku"] for one in answer["skus"]], answer["unknown"]) == (["SKU-1"], ["KIT-1"])


def test_a_kit_held_for_a_cart_holds_its_components_and_its_order_uses_them(caller, shop):
    sell_kit(shop, {0: 2, 2: 1})

    held = caller.post("/reservations", HOLD)
    reserved = [shop.level(index).reserved for index in (0, 2)]
    order = caller.post("/orders", body(lines=[{"sku": "KIT-1", "quantity": 3}], reservation=held.json()["token"]))

    assert (held.status_code, reserved) == (201, [6, 3])
    assert held.json()["lines"] == [{"sku": "SKU-1", "quantity": 6}, {"sku": "SKU-3", "quantity": 3}]
    assert order.status_code == 201
    assert [(level.reserved, level.allocated) for level in (shop.level(0), shop.level(2))] == [(0, 6), (0, 3)]


def test_more_kits_than_there_are_components_are_not_held(caller, shop):
    sell_kit(shop, {0: 4, 2: 1})

    answer = caller.post("/reservations", HOLD)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_available")
    assert [shop.level(index).reserved for index in (0, 2)] == [0, 0]


def test_a_part_of_a_kit_is_not_canceled_and_the_answer_says_what_to_take_too(caller, shop):
    sell_kit(shop, {0: 2, 2: 1})
    number = caller.post("/orders", body(lines=[{"sku": "KIT-1", "quantity": 3}])).json()["number"]
    part = {"reason": "fewer", "lines": [{"position": 1, "units": 2}]}
    whole = {"reason": "fewer", "lines": [*part["lines"], {"position": 2, "units": 1}]}

    refused = caller.post(f"/orders/{number}/cancel", part, key="k-2")
    done = caller.post(f"/orders/{number}/cancel", whole, key="k-3")

    assert (refused.status_code, refused.json()["blockers"][0]["code"]) == (409, "broken_kit")
    assert refused.json()["blockers"][0]["fix"] == "Cancel whole kits: take 1 × Product 3 too."
    assert done.json()["kits"][0]["canceled"] == 1
