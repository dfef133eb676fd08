"""The bank's lines: matched by reference and amount, or waiting for a person; each counts once."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.services.canceling import cancel_order
from payments.bank_csv import parse_statement
from payments.models import BankLine, Payment, PaymentTransaction, Refund
from payments.references import payment_numbers_in, payment_reference
from payments.services.bank_lines import (
    apply_bank_line,
    dismiss_bank_line,
    keep_bank_lines,
    match_bank_line,
)
from payments.tests.factories import confirmed_by_workers, work

pytestmark = pytest.mark.django_db

HEAD = "booked_on,amount,currency,text,payer,bank_id\n"


def awaiting(shop) -> tuple[Order, Payment]:
    """An order of 18.00 that waits for a transfer."""
    order = confirmed_by_workers(shop, tenders=[TenderRequest(kind="transfer")])
    return order, Payment.objects.get(order=order)


def send(*rows: str) -> None:
    keep_bank_lines(lines=parse_statement((HEAD + "\n".join(rows)).encode()), file_name="may.csv", actor=SYSTEM)
    work()


def row(payment: Payment, amount: str = "18.00", *, currency: str = "EUR", bank_id: str = "1") -> str:
    return f"2026-05-04,{amount},{currency},Invoice {payment_reference(payment.number)} thanks,Ada,{bank_id}"


def test_a_line_with_the_reference_and_the_amount_pays_the_order(shop):
    order, payment = awaiting(shop)

    send(row(payment))

    order.refresh_from_db()
    line = BankLine.objects.get()
    assert (order.state, order.payment_status) == ("confirmed", "paid")
    assert (line.state, line.payment, line.decided_by) == ("matched", payment, "system")


def test_the_same_file_again_counts_nothing_twice(shop):
    _, payment = awaiting(shop)

    for _ in range(2):
        send(row(payment, bank_id=""))
    match_bank_line(line_id=BankLine.objects.get().pk)

    assert PaymentTransaction.objects.filter(kind="capture").count() == 1
    assert not Refund.objects.exists()


def test_two_equal_lines_of_one_file_are_two(shop):
    _, payment = awaiting(shop)

    send(row(payment, bank_id=""), row(payment, bank_id=""))

    assert sorted(BankLine.objects.values_list("state", flat=True)) == ["matched", "waiting"]


@pytest.mark.parametrize(
    ("amount", "currency", "why"),
    [
        ("17.99", "EUR", "It is €0.01 less than is open of "),
        ("18.01", "EUR", "It is €0.01 more than is open of "),
        ("18.00", "USD", "It is in USD, "),
        ("-18.00", "EUR", "less than is open of "),
    ],
)
def test_what_does_not_fit_waits_with_the_reason_and_moves_nothing(shop, amount, currency, why):
    _, payment = awaiting(shop)

    send(row(payment, amount, currency=currency))

    line = BankLine.objects.get()
    assert (line.state, line.payment) == ("waiting", payment)
    assert why in line.why
    assert not PaymentTransaction.objects.exists()


def test_a_line_that_names_nothing_of_ours_waits(shop):
    awaiting(shop)

    send("2026-05-04,18.00,EUR,rent for May,Bob,1")

    assert BankLine.objects.get().why == "No reference of ours stands in it."


def test_the_orders_number_finds_the_payment_too(shop):
    order, payment = awaiting(shop)

    send(f"2026-05-04,18.00,EUR,my order {order.number.lower()},Ada,1")

    assert BankLine.objects.get().payment == payment
    order.refresh_from_db()
    assert order.payment_status == "paid"


def test_money_for_an_order_that_is_over_waits_for_a_person(shop):
    order, payment = awaiting(shop)
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="late")

    send(row(payment))

    assert BankLine.objects.get().why == f"Order {order.number} is canceled."


def test_a_person_writes_less_or_more_down_and_what_is_too_much_is_owed_back(shop):
    order, payment = awaiting(shop)
    send(row(payment, "10.00", bank_id="1"), row(payment, "9.00", bank_id="2"))

    for line in BankLine.objects.order_by("pk"):
        apply_bank_line(bankline_id=line.pk, payment_number=payment.number.lower(), actor=SYSTEM)
        work()

    order.refresh_from_db()
    assert (order.state, order.captured_amount, Refund.objects.get().amount) == ("confirmed", 19, 1)


def test_a_line_is_decided_once_by_whom_may(shop):
    _, payment = awaiting(shop)
    send(row(payment, "10.00"))
    line = BankLine.objects.get()
    with pytest.raises(NotPermitted):
        dismiss_bank_line(bankline_id=line.pk, reason="x", actor=Actor(kind="user", reference="9"))
    with pytest.raises(InvalidInput):
        dismiss_bank_line(bankline_id=line.pk, reason=" ", actor=SYSTEM)

    dismiss_bank_line(bankline_id=line.pk, reason="sent back by the bank", actor=SYSTEM)

    with pytest.raises(MoveRefused, match="not for us already"):
        apply_bank_line(bankline_id=line.pk, payment_number=payment.number, actor=SYSTEM)
    assert not PaymentTransaction.objects.exists()


def test_a_file_that_cannot_be_read_is_refused_whole_with_the_rows(db):
    rows = "2026-05-04,18.005,EUR,a,b,1\n04.05.2026,1,EUR,,,2\n2026-05-04,x,EUR,,,3\n2026-05-04,1,EURO,,,4"

    with pytest.raises(InvalidInput) as refused:
        parse_statement((HEAD + rows).encode())

    assert all(f"row {number}" in refused.value.message for number in (2, 3, 4, 5))
    for content in (b"", b"when,how much\n1,2", "booked_on,amount,currency\n2026-05-04,1,EUR,\xe4".encode("latin-1")):
        with pytest.raises(InvalidInput):
            parse_statement(content)


def test_a_decimal_comma_is_read_where_semicolons_part_the_columns(db):
    (line,) = parse_statement(b"\xef\xbb\xbfbooked_on;amount;currency;text\n2026-05-04;1.234,50;eur;hello\n")

    assert (line.amount, line.currency, line.text) == (Decimal("1234.50"), "EUR", "hello")


def test_a_reference_is_found_however_it_is_spaced_and_a_mistyped_one_is_not(db):
    reference = payment_reference("P-100042")

    assert payment_reference("P-539007547034").replace(" ", "").startswith("RF")
    for said in (reference, reference.replace(" ", "").lower(), f"x{reference}2026-05-04", f"No. {reference} thanks"):
        assert payment_numbers_in(said) == ["P-100042"]
    assert payment_numbers_in(reference.replace("42", "43")) == []
