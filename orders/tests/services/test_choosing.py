"""Rules choose warehouses; what was not chosen says why."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from inventory.models import DeliveryArea
from inventory.services.warehouses import create_warehouse
from orders.intake.reference import forget_reference
from orders.models import Allocation, Backorder, SourcingRule
from orders.services.choosing import Policy, Source, choose
from orders.services.placing import place_orders
from orders.tests.factories import placed_order

NEAR = Source(1, "near", priority=3, distance_km=20, parcel_cost=Decimal(9), load=Decimal("0.9"))
FAR = Source(2, "far", priority=1, distance_km=800, parcel_cost=Decimal(5), load=Decimal("0.5"))
BLANK = Source(3, "blank", priority=2)
ALL = [NEAR, FAR, BLANK]


def giving(**units: int):
    """What a group lacks of ten units, when each warehouse gives so many."""
    by_key = {source.warehouse_id: units.get(source.code, 0) for source in ALL}
    return lambda group: max(0, 10 - sum(by_key[pk] for pk in group))


@pytest.mark.parametrize(
    ("strategy", "first"), [("priority", FAR), ("distance", NEAR), ("cost", FAR), ("capacity", FAR)]
)
def test_each_rule_ranks_in_its_own_way(strategy, first):
    choice = choose(ALL, Policy([strategy]), giving(near=4, far=4, blank=4))

    assert choice.asked[0] == first.warehouse_id
    assert choice.reason == f"by {strategy}"


def test_what_is_not_known_ranks_last():
    assert choose(ALL, Policy(["distance"]), giving()).asked == [1, 2, 3]


def test_one_that_has_everything_goes_first_and_the_others_say_why_not():
    choice = choose(ALL, Policy(["complete", "distance"]), giving(far=10, blank=10, near=3))

    assert (choice.asked, choice.reason) == ([2], "complete from one")
    assert {one["code"]: one["why"] for one in choice.candidates} == {
        "near": "7 units missing",
        "far": "has everything",
        "blank": "has everything, but far comes first by the rules",
    }


def test_without_that_rule_the_nearest_gives_first():
    assert choose(ALL, Policy(["distance"]), giving(far=10, near=3)).asked == [1, 2, 3]


def test_the_smallest_group_is_taken_in_the_order_of_the_rules():
    choice = choose(ALL, Policy(["fewest", "distance"]), giving(near=1, far=6, blank=4))

    assert (choice.asked, choice.reason) == ([2, 3], "fewest parcels: 2")


def test_the_split_limit_takes_those_that_leave_least_missing():
    choice = choose(ALL, Policy(["priority"], max_sources=2), giving(near=5, far=2, blank=4))

    assert (choice.asked, choice.reason) == ([1, 3], "by priority, at most 2")
    assert [one["why"] for one in choice.candidates if not one["chosen"]] == [
        "8 units missing, the split limit is reached"
    ]


def rules(shop, *strategies: str) -> None:
    for position, strategy in enumerate(strategies, start=1):
        SourcingRule.objects.create(channel=shop.channel, position=position, strategy=strategy)
    forget_reference()


def area(warehouse, prefix: str, distance_km: int) -> None:
    DeliveryArea.objects.create(warehouse=warehouse, country="DE", postal_prefix=prefix, distance_km=distance_km)
    forget_reference()


@pytest.mark.django_db
def test_a_channel_that_asks_the_nearest_is_served_from_there(shop):
    shop.receive(10, warehouse=1)
    rules(shop, "distance")
    area(shop.warehouses[0], "", 500)
    area(shop.warehouses[1], "", 600)
    area(shop.warehouses[1], "101", 30)

    order = placed_order(shop, {0: 2})

    assert Allocation.objects.get().level == shop.level(warehouse=1)
    decision = order.sourcing_decisions.get()
    assert decision.reason == "by distance"
    assert [(one["code"], one["distance_km"], one["chosen"]) for one in decision.candidates] == [
        ("w2", "30", True),
        ("w1", "500", True),
    ]


@pytest.mark.django_db
def test_a_full_warehouse_is_asked_last(shop):
    shop.receive(10, warehouse=1)
    for warehouse in shop.warehouses:
        warehouse.capacity = 20
        warehouse.save()
    placed_order(shop, {1: 8})
    rules(shop, "capacity")

    placed_order(shop, {0: 2})

    assert Allocation.objects.latest("pk").level == shop.level(warehouse=1)


@pytest.mark.django_db
def test_an_order_that_ships_complete_waits_where_the_rest_of_it_is(shop):
    shop.receive(3, warehouse=1)

    placed_order(shop, {0: 12, 1: 1}, ship_policy="ship_complete")

    assert {claim.level.warehouse for claim in Allocation.objects.all()} == {shop.warehouses[0]}
    assert (Backorder.objects.get().level, Backorder.objects.get().quantity) == (shop.level(), 2)


@pytest.mark.django_db
def test_an_order_of_at_most_two_parcels_comes_from_two_buildings(shop):
    third = create_warehouse(
        code="w3", name="Third", line1="1", city="B", postal_code="1", country="DE", priority=3, actor=SYSTEM
    )
    shop.warehouses.append(third)
    shop.receive(1, warehouse=1)
    shop.receive(4, warehouse=2)
    shop.channel.max_splits = 2
    shop.channel.save()
    forget_reference()

    placed_order(shop, {0: 15}, ship_policy="max_splits")

    assert sorted(Allocation.objects.values_list("level__warehouse__code", "quantity")) == [("w1", 10), ("w3", 4)]
    assert Backorder.objects.get().quantity == 1


@pytest.mark.django_db
def test_a_shop_that_takes_no_backorders_says_what_one_building_can_give(shop):
    shop.receive(5, warehouse=1)
    shop.channel.stock_policy = "refuse"
    shop.channel.save()
    forget_reference()

    (outcome,) = place_orders([shop.request({0: 12}, ship_policy="ship_complete")], actor=SYSTEM)

    assert outcome.error.context["available"] == 10
