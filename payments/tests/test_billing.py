"""Invoices follow the goods or the money, credit notes what is not owed any more; together they are the order."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from core.models import Event
from customers.models import Customer
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.selectors.worth import amount_shipped, payable
from orders.services.canceling import cancel_lines, cancel_order
from orders.services.recording.credit import LineCredit, record_credit
from orders.services.recording.returning import record_return_received
from payments.models import Document, DocumentLine, Payment
from payments.services.billing import bill
from payments.services.receiving import record_payment_received
from payments.tests.billing import invoicing, net_billed, told
from payments.tests.factories import confirmed_by_workers, creditworthy, ship, work

pytestmark = pytest.mark.django_db


def give_back(order: Order, amount: str, *, position: int = 0, units: int = 0) -> None:
    lines = {}
    if units:
        line = order.lines.get(position=position)
        record_return_received(order_id=order.pk, units={line.pk: units}, was_requested=False, actor=SYSTEM)
        lines = {line.pk: LineCredit(units, Decimal(amount), Decimal(0))}
    record_credit(order_id=order.pk, amount=Decimal(amount), actor=SYSTEM, reason="agreed", lines=lines)
    work()


def test_each_parcel_is_invoiced_at_its_exact_share_and_all_sum_to_the_order(shop, gateway):
    invoicing(shop)
    order = confirmed_by_workers(shop, {0: 3, 1: 1})

    order = ship(order, {1: 1}, 1)
    order = ship(order, {1: 2, 2: 1}, 2)

    assert told(order) == [("invoice", "TEA-YYYY-00001", "18.00"), ("invoice", "TEA-YYYY-00002", "48.00")]
    assert net_billed(order) == order.total == amount_shipped(order)
    first = Document.objects.get(sequence=1)
    assert [(line.kind, line.units, line.amount, line.tax_amount) for line in first.lines.all()] == [
        ("goods", 1, 10, 2), ("charge", None, 5, 1),
    ]  # fmt: skip
    assert [(tax.tax_percent, tax.base_amount, tax.tax_amount) for tax in first.taxes.all()] == [(20, 15, 3)]
    assert Event.objects.filter(order_id=order.pk, name="payments.invoice_issued").count() == 2


def test_looking_again_writes_nothing_more(shop, gateway):
    order = ship(confirmed_by_workers(invoicing(shop)), {1: 1}, 1)

    assert bill(order_id=order.pk, actor=SYSTEM) == []

    assert Document.objects.count() == 1


def test_a_channel_that_invoices_elsewhere_gets_none(shop, gateway):
    ship(confirmed_by_workers(shop), {1: 1}, 1)

    assert Document.objects.count() == 0


def test_an_order_placed_before_we_wrote_invoices_gets_none(shop, gateway):
    order = confirmed_by_workers(invoicing(shop, invoices_from="2999-01-01"))

    ship(order, {1: 1}, 1)

    assert Document.objects.count() == 0


def test_on_capture_the_whole_order_is_invoiced_once_it_is_paid(shop, gateway):
    invoicing(shop, "capture", capture_policy="on_confirm")

    order = confirmed_by_workers(shop, {0: 2, 1: 1})

    assert order.captured_amount == order.total
    assert told(order) == [("invoice", "TEA-YYYY-00001", "54.00")]


def test_on_capture_nothing_is_invoiced_before_there_is_money(shop, gateway):
    invoicing(shop, "capture")
    order = confirmed_by_workers(shop, {0: 2})
    assert Document.objects.count() == 0

    order = ship(order, {1: 1}, 1)

    assert net_billed(order) == order.captured_amount == Decimal(18)


def test_an_invoice_on_account_is_written_on_shipment_and_says_when_it_is_due(shop):
    invoicing(shop, "capture")
    creditworthy()
    order = confirmed_by_workers(shop, tenders=[TenderRequest(kind="on_account")])
    Order.objects.filter(pk=order.pk).update(payment_terms_days=14)

    order = ship(order, {1: 1}, 1)

    invoice = Document.objects.get()
    assert (invoice.terms, invoice.terms_days, (invoice.due_on - invoice.issued_on).days) == ("on_account", 14, 14)
    payment = Payment.objects.get()
    record_payment_received(payment_id=payment.pk, amount=payment.amount, reference="TEA", actor=SYSTEM)
    work()
    assert Document.objects.count() == 1


def test_canceling_after_the_invoice_takes_it_back_unit_by_unit(shop, gateway):
    invoicing(shop, "capture", capture_policy="on_confirm")
    order = confirmed_by_workers(shop, {0: 3})

    cancel_lines(order_id=order.pk, units={order.lines.get().pk: 1}, actor=SYSTEM, reason="fewer")
    work()
    order.refresh_from_db()
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="all of it")
    work()

    invoice, first, second = Document.objects.order_by("pk")
    assert told(order) == [
        ("invoice", "TEA-YYYY-00001", "42.00"),
        ("credit_note", "TEA-C-YYYY-00001", "12.00"),
        ("credit_note", "TEA-C-YYYY-00002", "30.00"),
    ]
    assert (first.invoice, second.invoice, net_billed(order)) == (invoice, invoice, 0)
    assert [line.units for line in first.lines.all()] == [1]


def test_a_returned_unit_is_credited_on_the_invoice_it_was_on(shop, gateway):
    order = confirmed_by_workers(invoicing(shop), {0: 2, 1: 1})
    order = ship(order, {1: 2}, 1)
    order = ship(order, {2: 1}, 2)

    give_back(order, "24", position=2, units=1)

    note = Document.objects.get(kind="credit_note")
    assert (note.total, note.invoice.sequence) == (24, 2)
    line = note.lines.get()
    assert (line.kind, line.units, line.code, line.amount, line.tax_amount) == ("credit", 1, "SKU-2", 20, 4)
    order.refresh_from_db()
    assert net_billed(order) == payable(order)


def test_goodwill_is_a_reduction_with_its_share_of_tax(shop, gateway):
    order = ship(confirmed_by_workers(invoicing(shop), {0: 2}), {1: 2}, 1)

    give_back(order, "5")

    line = DocumentLine.objects.get(document__kind="credit_note")
    assert (line.kind, line.units) == ("credit", None)
    assert (line.amount, line.tax_amount) == (Decimal("4.17"), Decimal("0.83"))


def test_whatever_is_given_back_ends_at_nothing_with_no_tax_left(shop, gateway):
    order = ship(confirmed_by_workers(invoicing(shop), {0: 3}), {1: 3}, 1)
    give_back(order, "7.77")
    give_back(order, "12", position=1, units=1)

    order.refresh_from_db()
    give_back(order, str(payable(order)))

    assert net_billed(order) == 0
    signed = [(1 if d.kind == "invoice" else -1) * d.tax_amount for d in Document.objects.all()]
    assert sum(signed) == 0


def test_a_credit_larger_than_one_invoice_is_shared_among_them(shop, gateway):
    order = confirmed_by_workers(invoicing(shop), {0: 1, 1: 1})
    order = ship(order, {1: 1}, 1)
    order = ship(order, {2: 1}, 2)

    give_back(order, "40")

    notes = Document.objects.filter(kind="credit_note")
    assert sum(note.total for note in notes) == 40
    assert len({note.invoice_id for note in notes}) == 2
    assert all(note.total <= note.invoice.total for note in notes)


def test_tax_that_is_included_is_shown_and_not_added(shop, gateway):
    invoicing(shop, prices_include_tax=True)
    shop.channel.refresh_from_db()

    order = ship(confirmed_by_workers(shop, {0: 1}), {1: 1}, 1)

    invoice = Document.objects.get()
    assert (invoice.total, invoice.goods_amount, invoice.tax_amount) == (15, 15, Decimal("2.50"))
    assert invoice.total == order.total


def test_names_are_frozen_as_they_were(shop, gateway):
    order = ship(confirmed_by_workers(invoicing(shop), po_number="PO 7"), {1: 1}, 1)
    Customer.objects.update(name="Somebody Else")
    invoicing(shop, seller_name="Another firm")

    invoice = Document.objects.get(order=order)
    assert invoice.seller["name"] == "Tea & Co. GmbH"
    assert invoice.buyer["address"][:2] == ["Ada Lovelace", "Unter den Linden 1"]
    assert invoice.po_number == "PO 7"
