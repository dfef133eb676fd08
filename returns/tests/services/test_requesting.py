from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, NotPermitted
from core.models import Event
from orders.models import Order
from orders.tests.factories import delivered_order
from returns.errors import NotReturnable, ReturnWindowClosed
from returns.models import Return, ReturnPolicy
from returns.services.deciding import cancel_return, reject_return
from returns.services.requesting import request_return
from returns.tests.factories import paid_and_delivered, requested_return

pytestmark = pytest.mark.django_db


def test_a_request_announces_its_units_and_is_counted_on_the_order(shop, customer):
    order = delivered_order(shop, {0: 3})

    ret = requested_return(order, 2, actor=customer)

    line = order.lines.get()
    order.refresh_from_db()
    assert (ret.state, ret.warehouse) == ("requested", shop.warehouses[0])
    assert (line.return_requested, line.returned) == (2, 0)
    assert (order.open_returns, order.return_status, order.display_status) == (1, "requested", "return")
    assert Event.objects.filter(order_id=order.pk, name="returns.requested").count() == 1


def test_more_than_was_shipped_and_not_announced_yet_is_refused(shop, customer):
    order = delivered_order(shop, {0: 3})
    requested_return(order, 2, actor=customer)

    with pytest.raises(NotReturnable) as refused:
        requested_return(order, 2, actor=customer)

    assert refused.value.context["left"] == 1
    assert Return.objects.count() == 1


def test_the_same_request_sent_twice_is_one_return(shop, customer):
    order = delivered_order(shop, {0: 3})

    first = requested_return(order, 1, actor=customer, request_key="form-1")
    second = requested_return(order, 1, actor=customer, request_key="form-1")

    assert first.pk == second.pk
    assert order.lines.get().return_requested == 1


def test_after_the_window_only_somebody_who_may_override_it_can_ask(shop, customer):
    order = delivered_order(shop, {0: 1})
    Order.objects.filter(pk=order.pk).update(delivered_at=timezone.now() - timedelta(days=31))

    with pytest.raises(ReturnWindowClosed):
        requested_return(order, actor=customer)

    lead = Actor(kind="user", rights=customer.rights | {"returns.override_window"})
    with pytest.raises(ReturnWindowClosed, match="Say why"):
        requested_return(order, actor=lead)
    assert requested_return(order, actor=lead, override_reason="She was ill.").state == "requested"


def test_the_channel_decides_how_long_the_window_is(shop, customer):
    ReturnPolicy.objects.create(channel=shop.channel, window_days=60)
    order = delivered_order(shop, {0: 1})
    Order.objects.filter(pk=order.pk).update(delivered_at=timezone.now() - timedelta(days=31))

    assert requested_return(order, actor=customer).state == "requested"


def test_a_channel_may_approve_requests_at_once(shop, customer):
    ReturnPolicy.objects.create(channel=shop.channel, approves_at_once=True, travel_days=10)
    order = delivered_order(shop, {0: 1})

    ret = requested_return(order, actor=customer)

    assert ret.state == "approved"
    assert ret.expires_at - ret.approved_at == timedelta(days=10)


@pytest.mark.parametrize(("units", "reason"), [({}, "other"), ({-1: 1}, "other"), (None, "no-such-reason")])
def test_a_wish_without_units_of_this_order_or_a_known_reason_is_refused(shop, customer, units, reason):
    order = delivered_order(shop, {0: 1})
    wanted = {order.lines.get().pk: 1} if units is None else units

    with pytest.raises(InvalidInput):
        request_return(order_id=order.pk, units=wanted, reason_code=reason, actor=customer)


def test_somebody_without_the_right_cannot_ask(shop):
    order = delivered_order(shop, {0: 1})

    with pytest.raises(NotPermitted):
        requested_return(order, actor=Actor(kind="customer"))


@pytest.mark.parametrize("end", [cancel_return, reject_return])
def test_a_return_that_ends_early_gives_its_units_free_again(shop, end):
    order = delivered_order(shop, {0: 2})
    ret = requested_return(order, 2)

    end(return_id=ret.pk, actor=SYSTEM, reason="The customer called.")

    order.refresh_from_db()
    assert order.lines.get().return_requested == 0
    assert order.open_returns == 0
    assert requested_return(order, 2).pk != ret.pk


@pytest.mark.parametrize("resolution", ["exchange", "store_credit"])
def test_a_guest_is_told_at_once_what_only_a_customer_can_have(shop, resolution):
    order = paid_and_delivered(shop, {0: 1})
    Order.objects.filter(pk=order.pk).update(customer=None)

    with pytest.raises(InvalidInput) as caught:
        requested_return(order, resolution=resolution)

    assert caught.value.context["field"] == "resolution"
    assert not Return.objects.exists()
