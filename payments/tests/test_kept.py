"""What is issued stays as it was: the database itself refuses every touch."""

import pytest
from django.db import IntegrityError, connection, transaction

from core.actors import SYSTEM
from payments.models import Document, DocumentCopy, DocumentLine, DocumentTax
from payments.services.copying import print_document
from payments.tests.billing import invoicing
from payments.tests.factories import confirmed_by_workers, ship

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def invoice(shop, gateway) -> Document:
    ship(confirmed_by_workers(invoicing(shop)), {1: 1}, 1)
    return Document.objects.get()


def test_nothing_of_an_issued_document_is_changed_removed_or_added(invoice):
    print_document(document_id=invoice.pk, actor=SYSTEM)
    acts = [
        lambda: Document.objects.update(total=1),
        lambda: Document.objects.update(seller={}),
        lambda: DocumentLine.objects.update(name="other"),
        lambda: DocumentTax.objects.update(tax_amount=0),
        lambda: DocumentCopy.objects.update(made_by="nobody"),
        lambda: DocumentLine.objects.all().delete(),
        lambda: DocumentTax.objects.all().delete(),
        lambda: DocumentCopy.objects.all().delete(),
        lambda: _raw("DELETE FROM payments_document"),
        lambda: DocumentLine.objects.create(
            document=invoice, position=99, kind="goods", name="late", amount=1, tax_percent=0, tax_amount=0
        ),
        lambda: DocumentTax.objects.create(document=invoice, tax_percent=7, base_amount=1, tax_amount=0),
    ]

    for act in acts:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_a_credit_note_above_its_invoice_is_refused(invoice):
    values = {
        field.attname: getattr(invoice, field.attname) for field in Document._meta.concrete_fields if field.name != "id"
    }
    note = Document(**{**values, "kind": "credit_note", "invoice_id": invoice.pk, "sequence": 2, "number": "X"})
    note.goods_amount += 1
    note.total += 1

    with pytest.raises(IntegrityError, match="no more than is left"):
        note.save(force_insert=True)


def _raw(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
