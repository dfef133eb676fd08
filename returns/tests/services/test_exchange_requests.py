from decimal import Decimal

import pytest

from core.actors import Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Event
from orders.models import Order
from returns.errors import NotReturnable
from returns.models import Exchange, Return
from returns.services.exchanging import request_exchange
from returns.tests.exchanges import delivered_and_captured
from returns.tests.factories import paid_and_delivered

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Actor:
    return Actor(kind="customer", reference="1", rights=frozenset({"returns.request_exchange"}))


def wish(order: Order, count: int = 1, **options) -> Exchange:
    line = order.lines.get()
    return request_exchange(order_id=order.pk, units={line.pk: count}, reason_code="changed_mind", **options)


def test_an_even_exchange_fixes_what_was_paid_and_announces_the_goods(shop, gateway, customer):
    order = delivered_and_captured(shop, {0: 3})

    exchange = wish(order, 2, actor=customer, comment="Too small.")

    line = exchange.lines.get()
    assert (exchange.state, exchange.value_amount, exchange.price_amount) == ("requested", Decimal(24), Decimal(24))
    assert (line.sku, line.quantity, line.unit_price, line.tax_amount) == (shop.skus[0], 2, Decimal(10), Decimal(4))
    assert (exchange.rma.state, exchange.rma.comment) == ("requested", "Too small.")
    assert order.lines.get().return_requested == 2
    assert Event.objects.filter(order_id=order.pk, name="returns.exchange_requested").count() == 1


def test_other_goods_cost_what_the_channel_asks(shop, gateway, customer):
    order = delivered_and_captured(shop, {0: 3})

    dearer = wish(order, 1, goods={"SKU-2": 1}, actor=customer)
    mixed = wish(order, 2, goods={"SKU-1": 1, "SKU-3": 1}, actor=customer)

    assert (dearer.value_amount, dearer.price_amount) == (Decimal(12), Decimal(24))
    assert (mixed.value_amount, mixed.price_amount) == (Decimal(24), Decimal(48))


def test_the_same_request_sent_twice_is_one_exchange(shop, gateway, customer):
    order = delivered_and_captured(shop, {0: 3})

    first = wish(order, actor=customer, request_key="form-1")
    second = wish(order, actor=customer, request_key="form-1")

    assert first.pk == second.pk
    assert Return.objects.count() == 1


def test_more_than_the_customer_has_is_refused_and_nothing_is_announced(shop, gateway, customer):
    order = delivered_and_captured(shop, {0: 2})

    with pytest.raises(NotReturnable):
        wish(order, 3, actor=customer)

    assert (Exchange.objects.count(), Return.objects.count()) == (0, 0)


@pytest.mark.parametrize("options", [{"mode": "never"}, {"difference_to": "me"}, {"goods": {"SKU-1": -1}}])
def test_a_wish_in_unknown_words_is_refused(shop, gateway, customer, options):
    order = delivered_and_captured(shop, {0: 1})

    with pytest.raises(InvalidInput):
        wish(order, actor=customer, **options)


def test_money_that_was_never_taken_cannot_move(shop, customer):
    order = paid_and_delivered(shop, {0: 1})

    with pytest.raises(InvalidInput, match="Wait for the payment"):
        wish(order, actor=customer)


def test_nobodys_order_cannot_be_exchanged(shop, gateway, customer):
    order = delivered_and_captured(shop, {0: 1})
    Order.objects.filter(pk=order.pk).update(customer=None)

    with pytest.raises(MoveRefused, match="no customer"):
        wish(order, actor=customer)


def test_somebody_without_the_right_cannot_ask(shop, gateway):
    order = delivered_and_captured(shop, {0: 1})

    with pytest.raises(NotPermitted):
        wish(order, actor=Actor(kind="customer"))
