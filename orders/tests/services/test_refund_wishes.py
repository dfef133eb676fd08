"""Where money goes back to is chosen with a cancel and kept with the order."""

import pytest

from core.actors import SYSTEM
from core.errors import InvalidInput
from core.models import Event
from orders.models import Order
from orders.services.canceling import cancel_lines, cancel_order
from orders.services.refund_wishes import wish_refund
from orders.tests.factories import placed_order


@pytest.fixture
def order(shop):
    return placed_order(shop, {0: 3})


def test_a_cancel_says_where_the_money_goes_and_the_timeline_keeps_it(order):
    line = order.lines.get()

    cancel_lines(order_id=order.pk, units={line.pk: 1}, actor=SYSTEM, reason="one is enough", refund_to="store_credit")
    order.refresh_from_db()
    assert (order.refund_to, order.lines.get().canceled) == ("store_credit", 1)
    event = Event.objects.filter(order_id=order.pk, name="orders.lines_canceled").get()
    assert event.data["changes"]["refund_to"] == ["tenders", "store_credit"]

    canceled = cancel_order(order_id=order.pk, actor=SYSTEM, reason="none at all")
    assert canceled.refund_to == "store_credit"


def test_what_cannot_be_is_refused_and_nothing_is_canceled(shop):
    guest = placed_order(shop, {0: 3})
    # Erased, or taken over from an older system.
    Order.objects.filter(pk=guest.pk).update(customer=None)

    with pytest.raises(InvalidInput, match="no customer who could hold store credit"):
        cancel_order(order_id=guest.pk, actor=SYSTEM, reason="x", refund_to="store_credit")
    with pytest.raises(InvalidInput, match="tenders, store_credit"):
        cancel_order(order_id=guest.pk, actor=SYSTEM, reason="x", refund_to="the moon")
    guest.refresh_from_db()
    assert (guest.state, guest.refund_to) == ("placed", "tenders")


def test_the_same_wish_again_changes_nothing(order):
    wish_refund(order_id=order.pk, refund_to="store_credit", actor=SYSTEM)
    version = wish_refund(order_id=order.pk, refund_to="store_credit", actor=SYSTEM).version

    assert Event.objects.filter(order_id=order.pk, name="orders.refund_wished").count() == 1
    assert version == wish_refund(order_id=order.pk, refund_to="", actor=SYSTEM).version
