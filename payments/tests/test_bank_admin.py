"""The desk of the bank's lines: a file goes in, what waits is written down by a person."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from orders.intake.requests import TenderRequest
from payments.models import BankLine, Payment
from payments.tests.factories import confirmed_by_workers, work

pytestmark = pytest.mark.django_db


def test_a_statement_is_taken_in_and_a_line_that_waits_is_written_down(admin_client, shop):
    confirmed_by_workers(shop, tenders=[TenderRequest(kind="transfer")])
    payment = Payment.objects.get()
    file = SimpleUploadedFile("may.csv", b"booked_on,amount,currency,text\n2026-05-04,18.00,EUR,rent")
    assert admin_client.post(reverse("admin:payments_bankline_add"), {"file": file}).status_code == 302
    work()
    line = BankLine.objects.get()

    page = reverse("admin:payments_bankline_move", args=[line.pk, "apply"])
    admin_client.post(page, {"payment_number": payment.number})

    payment.refresh_from_db()
    assert (BankLine.objects.get().state, payment.captured_amount) == ("matched", 18)
    for shown in ("admin:payments_bankline_changelist", "admin:payments_payment_changelist"):
        assert admin_client.get(reverse(shown), {"due": "overdue"} if "payment_" in shown else {}).status_code == 200
