"""Who is to pay by card is told for what, and whether the last card was refused."""

import pytest

from core.actors import SYSTEM
from core.effects import drain
from orders.intake.requests import CustomerRequest, TenderRequest
from orders.tests.factories import placed_order
from payments.models import Payment
from payments.services.linking import send_pay_link

pytestmark = pytest.mark.django_db
ASKED = {"payments.pay_link_sent": ["notifications.tasks.mail_pay_link"]}


@pytest.fixture(autouse=True)
def _wired_to_pay_links(shop, settings):
    settings.OMS_WIRING = "notifications.tests.test_pay_links.ASKED"


def sent(shop, mailbox, state: str, name: str = "Ada") -> str:
    order = placed_order(
        shop, {0: 2}, tenders=[TenderRequest(kind="card")],
        customer=CustomerRequest(name=name, email="ada@example.com"),
    )  # fmt: skip
    Payment.objects.create(number="P-1", order=order, kind="card", currency="EUR", amount=order.total, state=state)
    send_pay_link(order_id=order.pk, actor=SYSTEM)
    drain()
    return mailbox.only()["text"]


def test_a_declined_card_is_told_with_the_goods_it_was_for(shop, mailbox):
    text = sent(shop, mailbox, "failed")

    assert "your card was declined, and nothing was taken" in text
    assert "2 × Product 1" in text


def test_who_gave_no_card_yet_is_told_of_none(shop, mailbox):
    text = sent(shop, mailbox, "pending")

    assert "declined" not in text
    assert "is waiting for its payment of €30.00. Please pay by card" in text
