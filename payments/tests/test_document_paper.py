"""What is on the paper: everything the law asks for, in the buyer's language, whatever letters names are written in."""

import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings

from orders.models import Order
from orders.tests.factories import placed_order
from payments.models import Document, DocumentLine, DocumentSeries, DocumentTax
from payments.papers.document import document_paper
from payments.tests.billing import invoicing

pytestmark = pytest.mark.django_db

SHARED = Path(os.environ.get("SHARED_DATA_DIR", settings.BASE_DIR.parent / "shared" / "data"))
NAUGHTY = SHARED / "naughty-strings" / "blns.json"


@pytest.fixture
def order(shop) -> Order:
    return placed_order(invoicing(shop))


def written(order: Order, *, name="Ada Lovelace", goods="Green tea, 100 g", lines=2, **values) -> Document:
    """A document over ``lines`` lines, its parties and goods named as given."""
    series, _ = DocumentSeries.objects.get_or_create(channel=order.channel, kind="invoice", year=2031, prefix="TEA")
    sequence = Document.objects.count() + 1
    seller = {"name": "Tea & Co. GmbH", "address": ["Lagerstraße 12", "12099 Berlin"], "vat_id": "DE123456789"}
    address = [name, "Unter den Linden 1", "10117 Berlin", "DE"]
    facts = {
        "kind": "invoice", "series": series, "sequence": sequence, "number": f"TEA-2031-{sequence:05d}",
        "order": order, "currency": "EUR", "prices_include_tax": False, "locale": "en", "goods_amount": Decimal(75),
        "tax_amount": Decimal("14.25"), "total": Decimal("89.25"), "terms": "on_account", "terms_days": 14,
        "due_on": date(2031, 5, 26), "issued_on": date(2031, 5, 12), "supplied_on": date(2031, 5, 11),
        "ordered_on": date(2031, 5, 10), "po_number": "PO-7", "tax_treatment": "taxed",
        "seller": {**seller, "email": "", "footer": ["IBAN DE02 1203 0000 0000 2020 51"]},
        "buyer": {
            "name": name, "address": address, "ships_to": [name, "Elsewhere 2"], "vat_id": "ATU1234567",
            "customer_number": "CU-7",
        },
    }  # fmt: skip
    document = Document.objects.create(**{**facts, **values})
    DocumentLine.objects.bulk_create(
        DocumentLine(
            document=document, position=nr, kind="goods", code=f"SKU-{nr}", name=goods, units=3,
            unit_price=Decimal("12.505"), amount=Decimal("37.52"), discount_amount=Decimal("0.02"),
            tax_percent=Decimal(19), tax_amount=Decimal("7.125"),
        )
        for nr in range(1, lines + 1)
    )  # fmt: skip
    DocumentTax.objects.create(document=document, tax_percent=19, base_amount=Decimal(75), tax_amount=Decimal("14.25"))
    return document


def text_of(paper: bytes) -> str:
    document = pypdfium2.PdfDocument(paper)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    finally:
        document.close()


def test_an_invoice_says_what_it_must(order):
    text = text_of(document_paper(written(order)))

    for words in (
        "Invoice TEA-2031-00001", "Tea & Co. GmbH", "Lagerstraße 12", "DE123456789", "ATU1234567", "Ada Lovelace",
        "May 12, 2031", "May 11, 2031", order.number, "PO-7", "Green tea, 100 g", "SKU-2", "12.505", "€37.52",
        "Discount -€0.02", "19 %", "€75.00", "€14.25", "€89.25", "Please pay by May 26, 2031 (within 14 days).",
        "IBAN DE02", "Page 1",
    ):  # fmt: skip
        assert words in text, words


def test_a_german_buyer_reads_german(order):
    text = text_of(document_paper(written(order, locale="de")))

    for words in ("Rechnung TEA-2031-00001", "12. Mai 2031", "89,25", "Bitte zahlen Sie bis 26. Mai 2031", "Artikel"):
        assert words in text, words


def test_reverse_charge_and_its_reason_are_said(order):
    text = text_of(
        document_paper(written(order, tax_treatment="reverse_charge", tax_note="VAT id of another EU country"))
    )

    assert "Reverse charge: the recipient of the supply is liable" in text
    assert "VAT id of another EU country" in text


def test_a_credit_note_is_negative_and_names_its_invoice(order):
    invoice = written(order)
    text = text_of(document_paper(written(order, kind="credit_note", invoice=invoice, terms="paid", due_on=None)))

    assert "Credit note" in text
    assert "-€89.25" in text
    assert f"{invoice.number} of May 12, 2031" in text
    assert "Please pay" not in text


def test_a_copy_says_so(order):
    assert "Copy" in text_of(document_paper(written(order), mark="Copy"))


def test_an_invoice_of_many_lines_has_its_foot_on_every_page(order):
    document = written(order, lines=90)

    paper = document_paper(document)

    text = text_of(paper)
    assert "Page 1" in text
    assert "Page 3" in text
    assert text.count("IBAN DE02") == text.count("· Page ")


@pytest.mark.parametrize(
    "name", ["Zoë Łukasz Đặng", "Ελένη Παπαδοπούλου", "Екатерина Щукина", "田中さくら", "김민준", "张伟"]
)
def test_a_name_can_be_read(order, name):
    text = text_of(document_paper(written(order, name=name, goods=f"<b>{name} & more")))

    assert name in text
    assert "<b>" in text


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the shared data set is not here")
def test_every_naughty_string_is_printed(order):
    texts = [text for text in json.loads(NAUGHTY.read_text(encoding="utf-8")) if "\x00" not in text]

    for start in range(0, len(texts), 6):
        some = [text[:160] for text in texts[start : start + 6]] + ["x"] * 6
        document = written(
            order, name=some[0], goods=some[1], po_number=some[2][:64], tax_note=some[3],
            seller={"name": some[4], "address": some[:3], "vat_id": "", "email": "", "footer": some[:6]}, lines=1,
        )  # fmt: skip
        assert document.number in text_of(document_paper(document))
