"""Odd ends: what is paid later, what lives again, what costs nothing, what fails after the end."""

from decimal import Decimal

import pytest

from catalog.models import ShippingRate
from core.actors import SYSTEM
from core.effects import drain
from orders.intake.requests import DiscountRequest, TenderRequest
from orders.lifecycle import balance_due
from orders.models import Order
from orders.services.canceling import cancel_lines, cancel_order
from orders.services.recording.credit import record_credit
from orders.services.reinstating import reinstate_order
from orders.tests.factories import placed_order
from payments.models import Payment, PaymentTransaction, Refund
from payments.services.receiving import record_payment_received
from payments.services.recording import record_failure
from payments.tests.factories import confirmed_by_workers, creditworthy, work

pytestmark = pytest.mark.django_db
LATER = [TenderRequest(kind="on_account")]


def again(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def test_a_partly_paid_invoice_shrinks_by_what_is_given_back(shop):
    creditworthy()
    order = confirmed_by_workers(shop, {0: 3}, tenders=LATER)
    record_payment_received(payment_id=Payment.objects.get().pk, amount=Decimal(20), reference="bank 1", actor=SYSTEM)

    record_credit(order_id=order.pk, amount=Decimal(12), actor=SYSTEM, reason="one came back")
    work()

    order = again(order)
    assert (order.captured_amount, order.on_account_amount, balance_due(order)) == (20, 10, 0)
    assert not Refund.objects.exists()


def test_an_invoice_paid_above_what_is_left_owes_nothing_and_the_rest_goes_back(shop):
    creditworthy()
    order = confirmed_by_workers(shop, {0: 3}, tenders=LATER)
    record_payment_received(payment_id=Payment.objects.get().pk, amount=Decimal(40), reference="bank 1", actor=SYSTEM)

    record_credit(order_id=order.pk, amount=Decimal(12), actor=SYSTEM, reason="one came back")
    work()

    assert again(order).on_account_amount == 0
    assert Refund.objects.get().amount == 10


def test_an_invoice_beside_a_transfer_shrinks_to_what_the_transfer_leaves(shop):
    tenders = [TenderRequest(kind="transfer", amount=Decimal(20)), TenderRequest(kind="on_account")]
    creditworthy()
    order = placed_order(shop, {0: 3}, tenders=tenders)
    work()
    transfer = Payment.objects.get(kind="transfer")
    record_payment_received(payment_id=transfer.pk, amount=Decimal(20), reference="bank 1", actor=SYSTEM)
    work()

    cancel_lines(order_id=order.pk, units={order.lines.get().pk: 1}, actor=SYSTEM, reason="fewer")
    work()

    order = again(order)
    assert (order.total, order.on_account_amount, balance_due(order)) == (30, 10, 0)


@pytest.mark.parametrize("policy", ["on_shipment", "on_confirm"])
def test_a_reinstated_order_is_paid_anew(shop, gateway, policy):
    shop.channel.capture_policy = policy
    shop.channel.save()
    order = confirmed_by_workers(shop, {0: 2})
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="mistake")
    work()

    reinstate_order(order_id=order.pk, actor=SYSTEM, reason="it was a mistake to cancel")
    work()

    order = again(order)
    assert order.state == "confirmed"
    assert order.authorized_amount - order.refunded_amount == order.total


def test_an_order_reinstated_while_its_money_is_let_go_is_paid_anew(shop, gateway):
    order = confirmed_by_workers(shop, {0: 2})
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="mistake")
    drain(["default"])
    assert PaymentTransaction.objects.get(kind="void").outcome == "requested"

    reinstate_order(order_id=order.pk, actor=SYSTEM, reason="it was a mistake to cancel")
    drain(["default"])
    work()

    order = again(order)
    assert (order.state, order.authorized_amount) == ("confirmed", order.total)


def test_what_a_failed_capture_leaves_of_a_canceled_order_is_let_go(shop, gateway):
    shop.channel.capture_policy = "on_confirm"
    shop.channel.save()
    order = placed_order(shop)
    for _ in range(6):
        drain(["default"])
        if PaymentTransaction.objects.filter(kind="capture").exists():
            break
        drain(["payments"])
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="changed mind")
    drain(["default"])

    record_failure(transaction_id=PaymentTransaction.objects.get(kind="capture").pk, reason="declined")
    work()

    assert again(order).authorized_amount == 0
    assert [kind for kind, _ in gateway.truth()] == ["authorize", "void"]


def test_what_costs_nothing_is_confirmed_without_money(shop):
    discount = DiscountRequest(label="gift", amount=Decimal(10))
    ShippingRate.objects.update(amount=0)

    order = confirmed_by_workers(shop, discounts=[discount])

    assert (order.total, order.state, order.payment_failed_at) == (0, "confirmed", None)


@pytest.mark.parametrize("is_free", [True, False])
def test_what_needs_no_shipping_is_complete_with_its_confirmation(shop, is_free):
    shop.skus[0].needs_shipping = False
    shop.skus[0].save()
    shop.channel.complete_wait_days = 0
    shop.channel.save()
    ShippingRate.objects.update(amount=0)
    discounts = [DiscountRequest(label="gift", amount=Decimal(10))] if is_free else []

    creditworthy()
    order = confirmed_by_workers(shop, discounts=discounts, tenders=LATER)

    assert (order.state, order.fulfillment_status) == ("completed", "not_required")
