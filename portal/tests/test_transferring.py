"""The customer's page of an order that waits for a transfer: how much, the reference, the account."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.tests.factories import placed_order
from payments.models import Payment
from payments.references import payment_reference
from payments.services.receiving import record_payment_received
from payments.services.starting import start_payments


@pytest.fixture
def holder(shop, holder_of):
    shop.channel.transfer_details = "Tea & Co.\nIBAN DE02 1203 0000 0000 2020 51"
    shop.channel.save(update_fields=["transfer_details"])
    order = placed_order(shop, {0: 2}, tenders=[TenderRequest(kind="transfer")])
    start_payments(order_id=order.pk, actor=SYSTEM)
    return holder_of(Order.objects.get(pk=order.pk))


def receive(amount: str) -> None:
    payment = Payment.objects.get()
    record_payment_received(payment_id=payment.pk, amount=Decimal(amount), reference=amount, actor=SYSTEM)


def test_amount_reference_and_account_are_told(holder):
    page = holder.see()

    assert payment_reference(Payment.objects.get().number) in page
    assert "€30.00</strong><br>Reference" in page
    assert "<strong>Tea &amp; Co.</strong><br><strong>IBAN DE02 1203 0000 0000 2020 51</strong>" in page


def test_what_came_is_not_asked_for_again(holder):
    receive("20")
    assert "€10.00</strong><br>Reference" in holder.see()

    receive("10")
    assert "Please transfer" not in holder.see()


def test_an_order_paid_otherwise_names_no_account(shop, holder_of):
    assert "Please transfer" not in holder_of(placed_order(shop, {0: 1})).see()
