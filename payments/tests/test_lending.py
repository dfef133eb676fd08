"""Invoices on account stay within the customer's limit, are due on a day, and are listed when they are late."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import MoveRefused
from customers.models import Customer
from orders.intake.requests import TenderRequest
from orders.models import Order
from payments.models import Payment
from payments.selectors.on_account import invoices_overdue, open_on_account
from payments.services.lending import REMEDY, lend_again
from payments.services.receiving import record_payment_received
from payments.tests.factories import confirmed_by_workers, creditworthy, ship, work

pytestmark = pytest.mark.django_db

LATER = [TenderRequest(kind="on_account")]


def test_an_order_above_the_limit_is_not_lent_to_and_the_refusal_says_limit_use_and_remedy(shop):
    creditworthy(40)
    confirmed_by_workers(shop, {0: 2}, tenders=LATER)

    order = confirmed_by_workers(shop, {0: 1}, tenders=LATER)

    payment = Payment.objects.get(order=order)
    assert (order.state, order.on_account_amount, payment.state) == ("placed", 0, "failed")
    assert payment.failure == (
        f"The limit on account is €40.00, €30.00 of it are used, and €18.00 are asked for. {REMEDY}"
    )


def test_what_was_paid_can_be_lent_again(shop):
    customer = creditworthy(40)
    first = confirmed_by_workers(shop, {0: 2}, tenders=LATER)
    order = confirmed_by_workers(shop, {0: 1}, tenders=LATER)
    refused = Payment.objects.get(order=order)
    with pytest.raises(MoveRefused, match=r"30\.00 of it are used"):
        lend_again(payment_id=refused.pk, actor=SYSTEM)

    record_payment_received(payment_id=first.payments.get().pk, amount=Decimal(30), reference="a", actor=SYSTEM)
    lend_again(payment_id=refused.pk, actor=SYSTEM)
    work()

    assert Order.objects.get(pk=order.pk).state == "confirmed"
    assert open_on_account(customer.pk, "EUR") == 18


def test_exactly_the_limit_may_be_owed(shop):
    creditworthy(30)

    assert confirmed_by_workers(shop, {0: 2}, tenders=LATER).state == "confirmed"


def test_nobody_owes_without_a_limit(shop):
    assert confirmed_by_workers(shop, {0: 1}, tenders=LATER).state == "placed"
    assert Customer.objects.get().credit_limit == 0


def test_an_invoice_is_due_the_agreed_days_after_the_first_goods_left_and_then_overdue(shop):
    creditworthy()
    order = confirmed_by_workers(shop, {0: 2}, tenders=LATER)
    Order.objects.update(payment_terms_days=14)
    today = timezone.localdate()
    assert Payment.objects.get().due_on is None

    ship(order, {1: 1}, 1)
    ship(Order.objects.get(), {1: 1}, 2)

    due = today + datetime.timedelta(days=14)
    assert Payment.objects.get().due_on == due
    assert not invoices_overdue(today=due).exists()
    late = due + datetime.timedelta(days=1)
    assert list(invoices_overdue(today=late)) == [Payment.objects.get()]
    record_payment_received(payment_id=Payment.objects.get().pk, amount=Decimal(30), reference="a", actor=SYSTEM)
    assert not invoices_overdue(today=late).exists()
