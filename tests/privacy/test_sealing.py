"""Who bought on an invoice of somebody erased: sealed for everybody, opened by right and reason, told."""

import json

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import User
from accounts.services.roles import sync_roles
from core.actors import SYSTEM
from core.errors import InvalidInput, NotPermitted
from core.models import Event
from orders.tests.factories import dispatched_order, open_shop
from payments.models import Document
from payments.papers.document import document_paper
from payments.services.billing import bill
from payments.services.sealing_documents import open_sealed_buyer, seal_documents
from payments.tests.billing import SELLER
from tests.privacy.people import CLERK

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(settings) -> Document:
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    order = dispatched_order(open_shop(invoice_on="shipment", **SELLER))
    bill(order_id=order.pk, actor=SYSTEM)
    seal_documents(order.customer_id, 100)
    return Document.objects.get()


def sign_in(client, role: str) -> None:
    sync_roles()
    user = User.objects.create_user(role, password="x", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)


def write(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_paper_still_prints_without_a_name_and_nothing_else_changed(invoice):
    assert "Ada" not in json.dumps(invoice.buyer)
    assert invoice.buyer["address"][-1] == "DE"
    assert document_paper(invoice).startswith(b"%PDF")


def test_who_may_opens_it_for_a_reason_and_the_timeline_tells(invoice, client):
    sign_in(client, "Payments")
    page = reverse("admin:payments_document_sealed", args=[invoice.pk])

    refused = client.post(page, {"reason": " "})
    opened = client.post(page, {"reason": "Tax inspection 2026"})

    assert (refused.status_code, opened.status_code, "no-store" in opened["Cache-Control"]) == (422, 200, True)
    assert "Ada Lovelace" in opened.content.decode()
    told = Event.objects.get(name="payments.sealed_buyer_opened")
    assert (told.order_id, told.note.text) == (invoice.order_id, "Tax inspection 2026")


def test_who_may_not_sees_neither_the_button_nor_the_page(invoice, client):
    sign_in(client, "CSR")

    assert client.get(reverse("admin:payments_document_sealed", args=[invoice.pk])).status_code == 403
    page = client.get(reverse("admin:payments_document_change", args=[invoice.pk]))
    assert "sealed buyer" not in page.content.decode()


def test_without_right_or_reason_nothing_is_opened(invoice):
    with pytest.raises(NotPermitted):
        open_sealed_buyer(document_id=invoice.pk, reason="Curious.", actor=CLERK)
    with pytest.raises(InvalidInput):
        open_sealed_buyer(document_id=invoice.pk, reason="", actor=SYSTEM)


@pytest.mark.parametrize("change", ["total = total + 1", "number = 'X'", "tax_amount = 0"])
def test_the_door_in_the_trigger_lets_no_other_change_in(invoice, change):
    with pytest.raises(IntegrityError):
        write(f"SELECT set_config('oms.erasing', 'on', true); UPDATE payments_document SET {change}")


def test_without_the_door_even_the_buyer_stays_as_it_is(invoice):
    with pytest.raises(IntegrityError):
        write("UPDATE payments_document SET buyer = '{}'")
