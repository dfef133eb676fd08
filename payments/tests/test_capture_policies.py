"""When money is taken, by the channel's policy: per parcel, at once, or asked for once the goods are there."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Price, ShippingRate
from core.actors import SYSTEM
from core.fsm import blockers_of
from core.money import quantize
from orders.intake.reference import forget_reference
from orders.intake.requests import DiscountRequest, TenderRequest
from orders.models import Order, OrderLine
from orders.selectors.worth import amount_shipped, payable, worth_awaiting_goods
from orders.services.canceling import cancel_lines, cancel_order
from orders.services.recording.credit import record_credit
from orders.tests.factories import open_shop
from payments.models import Payment, PaymentTransaction
from payments.services.delaying import authorize_now, authorize_what_arrived
from payments.tests.factories import confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db


def again(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def policy(shop, name: str, **options):
    shop.channel.capture_policy = name
    for option, value in options.items():
        setattr(shop.channel, option, value)
    shop.channel.save()
    forget_reference()
    return shop


def priced_oddly(currency: str, *, stock: int = 20):
    """Prices, shipping and tax that share badly among units."""
    shop = open_shop(skus=2, stock=stock, currency=currency)
    unit = quantize(Decimal("333.337"), currency)
    Price.objects.filter(sku=shop.skus[0]).update(amount=unit)
    Price.objects.filter(sku=shop.skus[1]).update(amount=quantize(Decimal("17.771"), currency))
    ShippingRate.objects.update(amount=quantize(Decimal("4.987"), currency))
    forget_reference()
    return shop


@pytest.mark.parametrize("currency", ["JPY", "EUR", "KWD"])
def test_many_parcels_are_captured_at_shares_that_sum_to_the_total_in_every_currency(db, gateway, currency):
    shop = priced_oddly(currency)
    discount = DiscountRequest(label="Oddly less", amount=quantize(Decimal("10.001"), currency))
    order = confirmed_by_workers(shop, {0: 7, 1: 3}, discounts=[discount])
    parcels = [{1: 2}, {1: 1, 2: 1}, {2: 1}, {1: 3}, {1: 1, 2: 1}]

    for number, units in enumerate(parcels, start=1):
        order = ship(order, units, number)
        assert order.captured_amount == amount_shipped(order)

    taken = [Decimal(amount) for kind, amount in gateway.truth() if kind == "capture"]
    assert (len(taken), sum(taken)) == (5, order.total)
    assert all(amount == quantize(amount, currency) for amount in taken)
    assert Payment.objects.get().state == "captured"


@given(
    data=st.data(), digits=st.sampled_from(["JPY", "EUR", "KWD"]), ordered=st.integers(1, 40),
    price=st.decimals("0.001", "9999", places=3), off=st.integers(0, 100), tax=st.decimals("0", "40", places=1),
)  # fmt: skip
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_worth_of_any_series_of_parcels_sums_to_what_the_order_costs(data, digits, ordered, price, off, tax):
    amount = quantize(price * ordered, digits)
    less = quantize(amount * off / 100, digits)
    taxed = quantize((amount - less) * tax / 100, digits)
    line = OrderLine(pk=1, ordered=ordered, amount=amount, discount_amount=less, tax_amount=taxed)
    order = Order(pk=1, currency=digits, total=amount - less + taxed)
    order._prefetched_objects_cache = {"lines": [line], "charges": []}
    line.order = order
    before, left, parts = Decimal(0), ordered, []
    while left:
        units = data.draw(st.integers(1, left))
        line.shipped += units
        left -= units
        parts.append(amount_shipped(order) - before)
        before = amount_shipped(order)

    assert sum(parts) == order.total
    assert min(parts) >= 0


def test_what_is_left_reserved_goes_back_when_the_last_parcel_went(shop, gateway):
    order = confirmed_by_workers(shop, {0: 2})
    record_credit(order_id=order.pk, amount=Decimal(4), actor=SYSTEM, reason="it is scratched")
    order = ship(order, {1: 2}, 1)

    assert (order.captured_amount, order.authorized_amount) == (26, 26)
    assert sorted(gateway.truth()) == [("authorize", "30.00"), ("capture", "26.00"), ("void", "4.00")]


def test_capture_on_confirmation_takes_all_at_once_and_nothing_more_with_the_parcels(shop, gateway):
    order = confirmed_by_workers(policy(shop, "on_confirm"), {0: 2})
    assert order.captured_amount == order.total == 30

    order = ship(ship(order, {1: 1}, 1), {1: 1}, 2)

    assert gateway.truth() == [("authorize", "30.00"), ("capture", "30.00")]
    assert order.payment_status == "paid"


def test_units_canceled_after_capture_on_confirmation_are_given_back(shop, gateway):
    order = confirmed_by_workers(policy(shop, "on_confirm"), {0: 3})

    cancel_lines(order_id=order.pk, units={order.lines.get().pk: 1}, actor=SYSTEM, reason="fewer")
    work()

    assert again(order).captured_amount - again(order).refunded_amount == again(order).total == 30


def test_an_order_in_stock_is_authorized_at_once_although_its_channel_delays(shop, gateway):
    order = confirmed_by_workers(policy(shop, "delayed"))

    assert (order.state, order.delayed_amount, order.authorized_amount) == ("confirmed", 0, order.total)
    assert gateway.truth() == [("authorize", "18.00")]


def test_goods_that_are_not_there_are_promised_without_a_reservation_and_asked_for_when_they_come(shop, gateway):
    order = confirmed_by_workers(policy(shop, "delayed"), {0: 12}, ship_policy="ship_complete")
    assert (order.state, order.delayed_amount, order.authorized_amount) == ("confirmed", order.total, 0)
    assert gateway.truth() == []
    assert Payment.objects.get().state == "pending"

    shop.receive(5)
    work()

    order = again(order)
    assert (order.delayed_amount, order.authorized_amount) == (0, order.total)
    assert blockers_of(order, "release") == []
    order = ship(order, {1: 12}, 1)
    assert gateway.truth() == [("authorize", f"{order.total}"[:-2]), ("capture", f"{order.total}"[:-2])]


def test_what_is_there_is_asked_for_and_what_is_not_waits(shop, gateway):
    order = confirmed_by_workers(policy(shop, "delayed"), {0: 12})

    assert order.delayed_amount == worth_awaiting_goods(order) == Decimal(24)
    assert order.authorized_amount == order.total - 24
    assert blockers_of(order, "release") == []
    order = ship(order, {1: 10}, 1)
    shop.receive(5)
    work()
    order = ship(again(order), {1: 2}, 2)

    assert order.captured_amount == order.total
    assert [kind for kind, _ in gateway.truth()] == ["authorize", "capture", "authorize", "capture"]


def test_goods_in_stock_are_not_released_before_their_money_is_asked_for(shop, gateway):
    order = confirmed_by_workers(policy(shop, "delayed"), {0: 12}, ship_policy="ship_complete")
    line = order.lines.get()
    OrderLine.objects.filter(pk=line.pk).update(allocated=12, backordered=0)

    assert [one.code for one in blockers_of(again(order), "release")] == ["funds_missing"]


def test_asking_for_what_arrived_twice_asks_once(shop, gateway):
    order = confirmed_by_workers(policy(shop, "delayed"), {0: 12})
    shop.receive(5)
    work()

    assert authorize_what_arrived(order_id=order.pk, actor=SYSTEM) == []
    work()

    assert sum(Decimal(amount) for _, amount in gateway.truth()) == again(order).total


def test_a_card_that_says_no_when_the_goods_are_there_holds_the_order_and_asks_the_customer(shop, gateway):
    order = confirmed_by_workers(policy(shop, "delayed"), {0: 12}, ship_policy="ship_complete")
    Payment.objects.update(token="tok_declined")

    shop.receive(5)
    work()

    order = again(order)
    hold = order.holds.get(released_at=None)
    assert (hold.kind, hold.release_condition, order.delayed_amount) == ("payment", "paid", 0)
    assert "said no" in hold.reason
    assert "declined" in hold.reason


def test_a_delayed_order_that_is_canceled_is_never_asked_for_money(shop, gateway):
    order = confirmed_by_workers(policy(shop, "delayed"), {0: 12}, ship_policy="ship_complete")

    cancel_order(order_id=order.pk, actor=SYSTEM, reason="changed mind")
    work()
    shop.receive(5)
    work()

    assert (again(order).delayed_amount, gateway.truth(), PaymentTransaction.objects.count()) == (0, [], 0)


def test_canceling_what_is_not_there_lowers_what_waits_and_voids_nothing(shop, gateway):
    order = confirmed_by_workers(policy(shop, "delayed"), {0: 12})

    cancel_lines(order_id=order.pk, units={order.lines.get().pk: 2}, actor=SYSTEM, reason="not waiting")
    work()

    order = again(order)
    assert (order.delayed_amount, order.authorized_amount) == (0, payable(order))
    assert [kind for kind, _ in gateway.truth()] == ["authorize"]


def test_a_person_may_ask_for_the_money_before_the_goods_are_there(shop, gateway):
    order = confirmed_by_workers(policy(shop, "delayed"), {0: 12}, ship_policy="ship_complete")

    authorize_now(payment_id=Payment.objects.get().pk, actor=SYSTEM)
    work()

    assert (again(order).authorized_amount, again(order).delayed_amount) == (order.total, 0)


def test_without_a_card_on_file_nothing_is_promised(shop, gateway):
    order = confirmed_by_workers(
        policy(shop, "delayed"), {0: 12}, ship_policy="ship_complete", tenders=[TenderRequest(kind="card")]
    )

    assert (order.state, order.delayed_amount) == ("placed", 0)
