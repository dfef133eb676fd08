"""The office's pages about invoices: lists, prints that are counted, files for the bookkeeper."""

import csv
import io
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.forms import modelform_factory
from django.urls import reverse

from accounts.models import User
from catalog.admin.forms import ChannelForm
from catalog.models import Channel
from core.actors import SYSTEM, Actor
from core.errors import NotPermitted
from core.models import Effect
from orders.models import Order
from orders.services.recording.credit import record_credit
from payments.models import Document, DocumentCopy
from payments.services.copying import print_document, send_document
from payments.tests.billing import invoicing
from payments.tests.factories import confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    user = User.objects.create_user("petra", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label__in=["payments", "orders"]))
    client.force_login(user)
    return client


@pytest.fixture
def order(shop, gateway) -> Order:
    order = ship(confirmed_by_workers(invoicing(shop), {0: 2}), {1: 2}, 1)
    record_credit(order_id=order.pk, amount=Decimal(12), actor=SYSTEM, reason="late")
    work()
    return order


def page(name: str, *args) -> str:
    return reverse(f"admin:payments_document_{name}", args=args)


def test_the_list_and_the_pages_open(office, order):
    invoice, note = Document.objects.order_by("pk")

    listed = office.get(page("changelist"))
    assert listed.status_code == 200
    assert invoice.number.encode() in listed.content
    assert office.get(page("changelist"), {"kind": "credit_note"}).content.count(b"TEA-C-") > 0
    shown = office.get(page("change", note.pk)).content
    assert invoice.number.encode() in shown
    assert office.get(reverse("admin:payments_documentseries_changelist")).status_code == 200


def test_a_print_is_counted_and_only_the_first_is_no_copy(office, order):
    invoice = Document.objects.order_by("pk").first()

    answers = [office.post(page("print", invoice.pk)) for _ in range(2)]

    assert [answer["Content-Type"] for answer in answers] == ["application/pdf"] * 2
    assert all(answer.content.startswith(b"%PDF") for answer in answers)
    assert [copy.kind for copy in DocumentCopy.objects.all()] == ["printed", "printed"]
    assert office.get(page("print", invoice.pk)).status_code == 405
    assert office.post(page("print", 4711)).status_code == 404


def test_who_lacks_the_right_neither_prints_nor_sends(order):
    invoice = Document.objects.order_by("pk").first()
    picker = Actor(kind="user", reference="7", rights=frozenset(["payments.view_document"]))

    for act in (print_document, send_document):
        with pytest.raises(NotPermitted):
            act(document_id=invoice.pk, actor=picker)

    assert DocumentCopy.objects.count() == 0


def test_sending_again_is_one_mail_an_asking(office, order, settings):
    settings.OMS_WIRING = "oms.wiring.WIRING"
    invoice = Document.objects.order_by("pk").first()

    for _ in range(2):
        office.post(page("move", invoice.pk, "send"), {"seen_seq": ""})

    assert Effect.objects.filter(task="notifications.tasks.mail_document_again").count() == 2
    assert [copy.kind for copy in DocumentCopy.objects.all()] == ["sent", "sent"]


def test_the_bookkeepers_file_has_credit_notes_negative_and_sums_to_what_is_owed(office, order):
    answer = office.get(page("csv"))

    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [(row["kind"], row["net"], row["tax"], row["total"]) for row in rows] == [
        ("credit_note", "-10", "-2", "-12"), ("invoice", "25", "5", "30"),
    ]  # fmt: skip
    assert rows[0]["invoice"] == rows[1]["number"]
    assert rows[1]["order"] == order.number


def test_a_channel_that_invoices_says_who_sells_from_when_and_numbers_apart(shop):
    invoicing(shop)
    form = modelform_factory(Channel, ChannelForm, fields="__all__")
    data = {"code": "two", "currency": "EUR", "country": "DE", "time_zone": "UTC", "invoice_on": "shipment"}

    errors = form({**data, "invoice_prefix": "tea"}).errors

    wrong = {"invoices_from", "seller_name", "seller_address", "invoice_prefix"}
    assert wrong <= set(errors)
    assert "begin with “TEA” already" in errors["invoice_prefix"][0]
