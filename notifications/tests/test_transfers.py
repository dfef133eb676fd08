"""Who pays by transfer is written to at once: how much, under which reference, to which account."""

import pytest

from core.actors import SYSTEM
from core.effects import drain
from notifications.models import Message
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.tests.factories import placed_order
from payments.models import Payment
from payments.references import payment_reference
from payments.services.receiving import record_payment_received
from payments.services.starting import start_payments

pytestmark = pytest.mark.django_db
ASKED = {"payments.transfer_awaited": ["notifications.tasks.mail_transfer"]}


@pytest.fixture(autouse=True)
def _wired_to_transfers(shop, settings):
    settings.OMS_WIRING = "notifications.tests.test_transfers.ASKED"
    shop.channel.transfer_details = "Tea & Co.\nIBAN DE02 1203 0000 0000 2020 51"
    shop.channel.save(update_fields=["transfer_details"])


def started(shop, kind: str = "transfer", **options) -> Order:
    order = placed_order(shop, {0: 2}, tenders=[TenderRequest(kind=kind)], **options)
    start_payments(order_id=order.pk, actor=SYSTEM)
    return order


def test_the_mail_names_amount_reference_and_account_once(shop, mailbox):
    started(shop)
    drain()
    drain()

    text = mailbox.only()["text"]
    assert "Amount: €30.00" in text
    assert f"as it stands here: {payment_reference(Payment.objects.get().number)}" in text
    assert "Tea & Co.\nIBAN DE02 1203 0000 0000 2020 51" in text.replace("\r", "")


def test_money_that_came_before_the_mail_is_not_asked_for(shop, mailbox):
    started(shop)
    payment = Payment.objects.get()
    record_payment_received(payment_id=payment.pk, amount=payment.amount, reference="bank", actor=SYSTEM)

    drain()

    assert mailbox.messages() == []


@pytest.mark.parametrize(("kind", "options"), [("check", {}), ("transfer", {"intake": "file"})])
def test_nobody_else_is_written_to(shop, mailbox, kind, options):
    started(shop, kind, **options)
    drain()

    assert not Message.objects.exists()
