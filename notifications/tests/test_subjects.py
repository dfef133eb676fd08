"""What a message is about is found for every kind of message."""

import pytest

from core.actors import SYSTEM
from core.errors import InvalidInput
from notifications.content.kinds import KINDS
from notifications.selectors.subjects import newest_of
from notifications.services.consenting import allow_order_texts
from orders.tests.factories import confirmed_order

pytestmark = pytest.mark.django_db


def test_whatever_a_kind_is_about_is_looked_for(shop):
    order = confirmed_order(shop)

    for event in (event for event, kind in KINDS.items() if kind.about):
        with pytest.raises(InvalidInput, match=f"Order {order.number} has no "):
            newest_of(order, event=event)


def test_the_newest_phone_for_texts_is_found(shop):
    order = confirmed_order(shop)
    allow_order_texts(order_id=order.pk, phone="+4915123456789", actor=SYSTEM)
    newest = allow_order_texts(order_id=order.pk, phone="+4915187654321", actor=SYSTEM)

    assert newest_of(order, event="notifications.phone_given") == newest.pk
