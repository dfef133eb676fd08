import pytest

from core.actors import SYSTEM, Actor
from core.errors import MoveRefused, NotPermitted
from core.models import Event
from orders.errors import RequestRefused
from orders.models import Order
from orders.services.canceling import cancel_order
from orders.services.preferring import DeliveryWish, change_delivery
from orders.tests.factories import packed_order, placed_order, released_order

DOOR = DeliveryWish(leave_at_door=True, delivery_instructions="Behind the blue bin")
NOBODY = Actor(kind="user", reference="9", name="Nell", rights=frozenset())


@pytest.mark.parametrize("make", [placed_order, released_order])
def test_wishes_change_until_something_is_packed_and_the_timeline_has_no_free_text(shop, make):
    order = make(shop, requires_signature=True)

    change_delivery(order_id=order.pk, wish=DOOR, actor=SYSTEM)

    kept = Order.objects.get(pk=order.pk)
    assert (kept.requires_signature, kept.leave_at_door) == (False, True)
    assert kept.delivery_instructions == "Behind the blue bin"
    event = Event.objects.get(order_id=order.pk, name="orders.delivery_changed")
    assert event.data["changes"] == {
        "requires_signature": [True, False], "leave_at_door": [False, True], "delivery_instructions": [False, True],
    }  # fmt: skip
    assert "blue" not in str(event.data)


def test_the_same_wishes_again_change_nothing(shop):
    order = placed_order(shop)
    change_delivery(order_id=order.pk, wish=DOOR, actor=SYSTEM)

    change_delivery(order_id=order.pk, wish=DOOR, actor=SYSTEM)

    assert Event.objects.filter(name="orders.delivery_changed").count() == 1


def test_once_packed_the_label_says_how_and_the_wishes_stay(shop):
    order = packed_order(shop)

    with pytest.raises(MoveRefused, match="1 units are packed"):
        change_delivery(order_id=order.pk, wish=DOOR, actor=SYSTEM)


def test_an_order_that_is_over_is_refused(shop):
    order = placed_order(shop)
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="bought twice")

    with pytest.raises(MoveRefused, match="canceled"):
        change_delivery(order_id=order.pk, wish=DOOR, actor=SYSTEM)


def test_signature_and_door_exclude_one_another_also_when_ordering(shop):
    order = placed_order(shop)
    both = {"requires_signature": True, "leave_at_door": True}

    with pytest.raises(RequestRefused, match="signed by nobody"):
        change_delivery(order_id=order.pk, wish=DeliveryWish(**both), actor=SYSTEM)
    with pytest.raises(RequestRefused, match="signed by nobody"):
        placed_order(shop, **both)


def test_the_right_is_asked_for(shop):
    with pytest.raises(NotPermitted):
        change_delivery(order_id=placed_order(shop).pk, wish=DOOR, actor=NOBODY)
