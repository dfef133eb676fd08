"""The payment's page and list: the ledger in words, acts that say why they wait, filters, and the list as CSV."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.actors import SYSTEM, Actor
from orders.intake.reference import forget_reference
from orders.intake.requests import TenderRequest
from payments.models import Payment, PaymentTransaction
from payments.services.collecting import request_capture
from payments.services.recording import record_unknown
from payments.tests.factories import confirmed_by_workers, work

pytestmark = pytest.mark.django_db
LIST = "/admin/payments/payment/"


def page_of(client, payment: Payment) -> str:
    return client.get(reverse("admin:payments_payment_change", args=[payment.pk])).content.decode()


def listed(client, query: str) -> set[str]:
    return {row["number"] for row in exported(client, query, "number")}


def exported(client, query: str, *columns: str) -> list[dict[str, str]]:
    answer = client.post(f"{LIST}export/", {"query": query, "format": "csv", "columns": columns})
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def unknown_capture(shop) -> PaymentTransaction:
    order = confirmed_by_workers(shop, {0: 2})
    (asked,) = request_capture(payment_id=order.payments.get().pk, amount=Decimal(30), actor=SYSTEM)
    record_unknown(transaction_id=asked.pk, reason="time-out")
    return PaymentTransaction.objects.get(pk=asked.pk)


def delayed_payment(shop) -> Payment:
    shop.channel.capture_policy = "delayed"
    shop.channel.save()
    forget_reference()
    confirmed_by_workers(shop, {1: 12}, ship_policy="ship_complete")
    return Payment.objects.get()


def test_the_ledger_tells_key_reference_parent_error_and_who_asked(admin_client, shop, gateway):
    capture = unknown_capture(shop)
    page = page_of(admin_client, capture.payment)

    assert capture.parent is not None
    for words in (
        capture.key, capture.parent.gateway_reference, f"of #{capture.parent_id}", "no reference yet", "time-out",
        "The system", "Unknown",
    ):  # fmt: skip
        assert words in page


def test_the_ledger_finds_everybody_at_once(admin_client, shop, gateway):
    payment = confirmed_by_workers(shop, {0: 2}).payments.get()

    def asked_by(*names: str) -> int:
        for name in names:
            clerk = User.objects.create_user(name, is_staff=True)
            actor = Actor("user", str(clerk.pk), is_trusted=True)
            request_capture(payment_id=payment.pk, amount=Decimal(1), actor=actor)
        with CaptureQueriesContext(connection) as asked:
            page = page_of(admin_client, payment)
        assert all(name in page for name in names)
        return len(asked)

    asked_by("petra")
    few = asked_by("paul", "quinn")
    assert asked_by("rosa", "sven", "tilda") == few


def test_an_act_that_has_to_wait_says_why(admin_client, shop, gateway):
    capture = unknown_capture(shop)

    assert "The gateway has not answered yet." in page_of(admin_client, capture.payment)


def test_money_that_waits_for_goods_is_asked_for_by_a_button_of_the_payment(admin_client, shop, gateway):
    payment = delayed_payment(shop)
    assert "Authorize now" in page_of(admin_client, payment)

    done = admin_client.post(reverse("admin:payments_payment_move", args=[payment.pk, "authorize_now"]))
    work()

    payment.refresh_from_db()
    assert (done.status_code, payment.delayed_amount, payment.state) == (302, 0, "authorized")
    assert "Authorize now" not in page_of(admin_client, payment)


def test_and_by_a_button_of_the_order(admin_client, shop, gateway):
    payment = delayed_payment(shop)
    url = reverse("admin:orders_order_move", args=[payment.order_id, "authorize_now"])
    assert payment.number in admin_client.get(url).content.decode()

    assert admin_client.post(url, {"payment_id": payment.pk}).status_code == 302
    assert PaymentTransaction.objects.get(payment=payment).kind == "authorization"


def test_the_list_is_filtered_by_what_needs_somebody_and_exported(admin_client, shop, gateway):
    transfer = Payment.objects.get(order=confirmed_by_workers(shop, tenders=[TenderRequest(kind="transfer")]))
    unknown = unknown_capture(shop).payment

    assert listed(admin_client, "") == {unknown.number, transfer.number}
    assert listed(admin_client, "needs=unknown") == {unknown.number}
    assert listed(admin_client, "gateway=sandbox") == {unknown.number}
    assert listed(admin_client, "kind=transfer") == {transfer.number}
    assert listed(admin_client, "needs=disputed") == set()
    assert listed(admin_client, "expiring=1") == set()
    Payment.objects.filter(pk=unknown.pk).update(
        expires_at=timezone.now() + timedelta(hours=5), charged_back_amount=1
    )  # fmt: skip
    assert listed(admin_client, "expiring=1") == listed(admin_client, "needs=disputed") == {unknown.number}


def test_the_csv_has_plain_amounts_and_no_formula(admin_client, shop, gateway):
    unknown_capture(shop)
    Payment.objects.update(failure="=1+1")
    (row,) = exported(admin_client, "", "authorized", "currency", "kind", "failure")

    assert (Decimal(row["authorized"]), row["currency"], row["kind"]) == (30, "EUR", "card")
    assert row["failure"].startswith("'=")


def test_nobody_without_the_right_gets_the_list(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody", is_staff=True))

    assert client.post(f"{LIST}export/", {"query": "", "format": "csv", "columns": ["number"]}).status_code == 403
