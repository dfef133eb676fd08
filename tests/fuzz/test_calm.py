"""What judges the walks over money catches money that was taken twice, in another currency, or under another amount."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from orders.intake.requests import TenderRequest
from orders.tests.factories import open_shop, placed_order
from payments.models import Payment, PaymentTransaction
from payments.services.receiving import record_payment_received
from tests.fuzz.money_walk import calm

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(settings) -> Payment:
    """A transfer of exactly what the order costs, 18.00 EUR."""
    settings.OMS_WIRING = "payments.tests.wiring.WIRING"
    order = placed_order(open_shop(), tenders=[TenderRequest(kind="transfer")])
    calm.work()
    payment = Payment.objects.get(order=order)
    record_payment_received(payment_id=payment.pk, amount=order.total, reference="stmt", actor=SYSTEM)
    return payment


def collected(payment: Payment, amount: int, currency: str = "EUR") -> PaymentTransaction:
    """A row that no service wrote; the payment's own columns know nothing of it."""
    return PaymentTransaction.objects.create(
        payment=payment, kind="capture", outcome="succeeded", amount=amount, currency=currency, key="astray",
        gateway="sandbox", gateway_reference="cap_1",
    )  # fmt: skip


def test_what_was_paid_exactly_is_not_too_much(paid):
    assert calm.taken_too_much() == {}


@pytest.mark.parametrize("currency", ["EUR", "CHF"])
def test_a_second_collection_is_too_much_in_its_own_currency(paid, currency):
    collected(paid, 7, currency)

    assert calm.taken_too_much() == {(paid.order.number, currency): Decimal(7)}


def test_the_gateways_log_differs_by_amount_and_by_currency(paid):
    ours = collected(paid, 7)

    same = {ours.key: ("capture", Decimal(7), "EUR")}
    assert calm.differences(same) == {}
    assert calm.differences({ours.key: ("capture", Decimal(7), "CHF")}).keys() == {ours.key}
    assert calm.differences({}).keys() == {ours.key}
