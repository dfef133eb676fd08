"""The simulated people work on their own orders; what somebody at the keyboard placed is left to them."""

from itertools import count

from core.actors import SYSTEM, Actor
from desk.simulation.reps import review_holds
from desk.simulation.script import CUSTOMER, Script, Stage
from orders.models import Order, OrderHold
from orders.services.holding import hold_order
from orders.services.placing import place_orders

PERSON = Actor(kind="user", reference="7", name="Somebody at the desk", is_trusted=True)
SHOP_KEY = Actor(kind="api", reference="3", name="A shop's key", is_trusted=True)


def held(shop, actor: Actor) -> int:
    (outcome,) = place_orders([shop.request({0: 1})], actor=actor)
    hold_order(order_id=outcome.order_id, kind="address", reason="No house number.", actor=SYSTEM)
    return outcome.order_id


def script_that_releases(*order_ids: int) -> Script:
    scripts = (Script(seed, is_thorough=False) for seed in count(1))
    return next(script for script in scripts if all(script.may(key, Stage.RELEASED) for key in order_ids))


def still_held() -> set[int]:
    return set(OrderHold.objects.filter(released_at=None).values_list("order_id", flat=True))


def test_in_a_demo_the_orders_of_people_and_of_shops_wait_for_them(shop):
    theirs, shops, ours = held(shop, PERSON), held(shop, SHOP_KEY), held(shop, CUSTOMER)
    script = script_that_releases(theirs, shops, ours)

    assert review_holds(script) == 1

    assert still_held() == {theirs, shops}
    assert list(Order.objects.filter(script.is_ours("pk")).values_list("pk", flat=True)) == [ours]


def test_when_everything_is_to_be_finished_nobodys_order_is_left_out(shop):
    held(shop, PERSON), held(shop, SHOP_KEY), held(shop, CUSTOMER)

    assert review_holds(Script(1, is_thorough=True)) == 3

    assert still_held() == set()
