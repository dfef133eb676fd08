"""Invoices and credit notes reach the customer once, with the paper attached."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.effects import drain
from core.errors import InvalidInput
from core.models import Effect
from customers.models import Customer
from notifications.models import Message
from orders.services.recording.credit import record_credit
from orders.tests.factories import dispatched_order
from payments.models import Document
from payments.services.billing import bill
from payments.services.copying import send_document
from payments.tests.billing import invoicing

pytestmark = pytest.mark.django_db
PAPERS = {
    "payments.invoice_issued": ["notifications.tasks.mail_invoice"],
    "payments.credit_note_issued": ["notifications.tasks.mail_credit_note"],
    "payments.document_send_asked": ["notifications.tasks.mail_document_again"],
}


@pytest.fixture
def invoice(shop, mailbox, settings) -> Document:
    settings.OMS_WIRING = "notifications.tests.test_papers.PAPERS"
    order = dispatched_order(invoicing(shop), {0: 2})
    (document,) = bill(order_id=order.pk, actor=SYSTEM)
    return document


def test_an_invoice_is_mailed_once_with_its_pdf(invoice, mailbox):
    drain()
    drain()

    mail = mailbox.only()
    assert mail["subject"] == f"Invoice {invoice.number} for your order {invoice.order.number}"
    (paper,) = mail["attachments"]
    assert (paper["name"], paper["type"]) == (f"{invoice.number}.pdf", "application/pdf")
    assert paper["size"] > 10_000
    message = Message.objects.get()
    assert (message.document, message.state, message.event) == (invoice, "sent", "payments.invoice_issued")


def test_a_mail_server_that_was_away_gets_it_with_the_paper_later(invoice, mailbox):
    mailbox.fault("error_before")
    drain()
    Effect.objects.filter(state="due").update(run_after=timezone.now() - timedelta(days=1))
    drain()

    assert len(mailbox.only()["attachments"]) == 1


def test_a_credit_note_names_the_invoice_it_takes_back_from(invoice, mailbox):
    drain()
    record_credit(order_id=invoice.order_id, amount=Decimal(12), actor=SYSTEM, reason="late")
    (note,) = bill(order_id=invoice.order_id, actor=SYSTEM)
    drain()

    mails = [mailbox.read(listed["id"]) for listed in mailbox.messages()]
    (mail,) = [mail for mail in mails if mail["subject"].startswith("Credit note")]
    assert invoice.number in mail["text"]
    assert "€12.00" in mail["text"]
    assert [paper["name"] for paper in mail["attachments"]] == [f"{note.number}.pdf"]


def test_asked_for_again_it_is_mailed_again(invoice, mailbox):
    drain()
    send_document(document_id=invoice.pk, actor=SYSTEM)
    drain()

    assert len(mailbox.messages()) == 2


def test_without_an_address_nothing_is_promised(invoice, mailbox):
    drain()
    Customer.objects.update(email="")

    with pytest.raises(InvalidInput, match="no e-mail address"):
        send_document(document_id=invoice.pk, actor=SYSTEM)

    assert invoice.copies.count() == 0
