"""Tags: kept once each, found again, told in the history."""

import pytest

from core.actors import SYSTEM, Actor
from core.errors import NotPermitted
from core.models import Event
from orders.errors import RequestRefused, StaleVersion
from orders.models import Order
from orders.selectors.finding import orders_matching
from orders.services.placing import place_orders
from orders.services.tagging import tag_order
from orders.tests import factories

pytestmark = pytest.mark.django_db


def test_tags_are_kept_once_each_and_found(shop):
    order = factories.placed_order(shop)

    tag_order(order_id=order.pk, tags=[" vip", "gift", "vip", ""], actor=SYSTEM)

    order = Order.objects.get(pk=order.pk)
    event = Event.objects.filter(order_id=order.pk).latest("seq")
    assert order.tags == ["vip", "gift"]
    assert (event.name, event.data["changes"]["tags"], event.note.text) == ("orders.tagged", [0, 2], "vip, gift")
    assert list(orders_matching("vip", Order.objects.all())) == [order]


def test_the_same_tags_again_change_nothing_and_none_takes_them_off(shop):
    order = factories.placed_order(shop)
    before = tag_order(order_id=order.pk, tags=["vip"], actor=SYSTEM).version

    assert tag_order(order_id=order.pk, tags=["vip"], actor=SYSTEM).version == before
    assert tag_order(order_id=order.pk, tags=[], actor=SYSTEM).tags == []


@pytest.mark.parametrize("tags", [["a,b"], ["a\x00"], ["x" * 33], [str(number) for number in range(11)]])
def test_what_cannot_be_a_tag_is_refused_wherever_it_comes_from(shop, tags):
    order = factories.placed_order(shop)

    with pytest.raises(RequestRefused) as refusal:
        tag_order(order_id=order.pk, tags=tags, actor=SYSTEM)
    (outcome,) = place_orders([shop.request(tags=tags)], actor=SYSTEM)

    assert refusal.value.context["field"] == "tags"
    assert outcome.error is not None
    assert outcome.error.context["field"] == "tags"


def test_tags_need_the_right_and_the_version_seen(shop):
    order = factories.placed_order(shop)

    with pytest.raises(NotPermitted):
        tag_order(order_id=order.pk, tags=["vip"], actor=Actor(kind="user", reference="1"))
    with pytest.raises(StaleVersion):
        tag_order(order_id=order.pk, tags=["vip"], actor=SYSTEM, expected_version=order.version - 1)
