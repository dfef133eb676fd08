"""What a gateway paid out, line by line beside our books: what fits is matched, every break is named."""

import csv
import io
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, NotPermitted
from orders.tests.factories import placed_order
from payments.models import MoneyTask, Payment, PaymentTransaction, PayoutFile, PayoutRow
from payments.payouts.shapes import read_lines
from payments.services import payouts
from payments.services.collecting import request_capture
from payments.services.matching import match_to_order
from payments.services.payout_rows import match_row
from payments.services.payouts import import_payouts
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.tests.factories import confirmed_by_workers, work

pytestmark = pytest.mark.django_db

STRIPE = """balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,charge_id,payout_id
txn_1,2026-11-01 10:00:00,eur,25.00,0.60,24.40,charge,ch_1,ch_1,po_1
txn_2,2026-11-01 11:00:00,eur,-5.00,0.00,-5.00,refund,re_1,ch_1,po_1
txn_3,2026-11-02 00:00:00,eur,-19.40,0.00,-19.40,payout,po_1,,po_1
"""


def paid_out(shop, gateway) -> str:
    """The gateway's own file after two captures and a refund."""
    for _ in range(2):
        order = confirmed_by_workers(shop)
        request_capture(payment_id=Payment.objects.get(order=order).pk, amount=order.total, actor=SYSTEM)
        work()
    refund = grant_refund(order_id=order.pk, amount=Decimal(5), reason="Goodwill", actor=SYSTEM)
    approve_refund(refund_id=refund.pk, actor=SYSTEM)
    request_refund(refund_id=refund.pk, actor=SYSTEM)
    work()
    return gateway.client.get("/v1/balance.csv", headers={"Authorization": "Bearer x"}).text


def take_in(text: str, shape: str = "sandbox") -> PayoutFile:
    return import_payouts(shape=shape, file_name="payout.csv", raw=text.encode(), actor=SYSTEM)


def changed(text: str, change) -> str:
    rows = list(csv.DictReader(io.StringIO(text)))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(change(rows))
    return out.getvalue()


def facts() -> list[str]:
    return list(MoneyTask.objects.filter(closed_at=None).order_by("pk").values_list("facts", flat=True))


def test_every_line_of_an_honest_file_is_ours_and_again_changes_nothing(shop, gateway):
    text = paid_out(shop, gateway)

    file = take_in(text)
    again = take_in(text)
    reordered = take_in(changed(text, lambda rows: rows[::-1]))

    outcomes = list(PayoutRow.objects.order_by("line").values_list("kind", "outcome"))
    assert outcomes == [("capture", "matched"), ("capture", "matched"), ("refund", "matched"), ("payout", "other")]
    assert (again.pk, reordered.rows_known, PayoutRow.objects.count()) == (file.pk, 4, 4)
    assert not MoneyTask.objects.exists()


def test_a_long_file_is_matched_by_workers_a_chunk_each_and_ends_as_a_short_one(shop, gateway, monkeypatch):
    text = paid_out(shop, gateway)
    monkeypatch.setattr(payouts, "CHUNK", 2)

    file = take_in(changed(text, lambda rows: [rows[0], *rows[2:]]))
    assert set(PayoutRow.objects.values_list("outcome", flat=True)) == {"waiting"}
    assert not MoneyTask.objects.exists()
    work()
    for _ in range(2):
        payouts.match_lines(file_id=file.pk, first_line=2, last_line=3)

    assert list(PayoutRow.objects.order_by("line").values_list("outcome", flat=True)) == ["matched", "matched", "other"]
    assert "does not stand in it" in MoneyTask.objects.get(closed_at=None).facts


def test_a_file_of_breaks_asks_as_many_queries_of_its_rows_as_one_break(shop, django_assert_max_num_queries):
    rows = "".join(f"txn_{nr},2026-11-01 10:00:00,eur,25.00,0.60,24.40,charge,ch_{nr},,po_1\n" for nr in range(40))

    # What a task asks and writes is its own: five queries each, in a savepoint.
    with django_assert_max_num_queries(40 * 6 + 15):
        take_in(STRIPE.splitlines()[0] + "\n" + rows, "stripe")

    assert MoneyTask.objects.count() == 40


def test_every_kind_of_break_is_named_in_words(shop, gateway):
    def lie(rows):
        rows[0].update(source="cap_of_somebody")
        rows[1].update(currency="USD")
        rows[2].update(amount="-9.00", net="-9.00")
        return rows

    take_in(changed(paid_out(shop, gateway), lie))

    outcomes = list(PayoutRow.objects.order_by("line").values_list("outcome", flat=True))
    assert outcomes == ["not_ours", "currency", "amount", "other"]
    stranger, currency, amount, missing = facts()
    assert "Our books say €5.00: €4.00 apart." in amount
    assert "pays a capture of $18.00" in currency
    assert "Our books say €18.00." in currency
    assert "No movement of ours that succeeded has such a reference." in stranger
    assert "does not stand in it" in missing


def test_what_they_forgot_is_a_break_until_a_later_file_has_it(shop, gateway):
    text = paid_out(shop, gateway)
    take_in(changed(text, lambda rows: [rows[0], *rows[2:]]))
    (missing,) = facts()
    assert "succeeded within the days of payout.csv and does not stand in it" in missing

    take_in(text)

    assert (facts(), MoneyTask.objects.get().closed_how) == ([], "cause_gone")


def test_a_row_we_know_later_is_matched_later(shop, gateway):
    text = changed(paid_out(shop, gateway), lambda rows: [{**rows[2], "source": "ref_later"}])
    take_in(text)
    row = PayoutRow.objects.get()
    PaymentTransaction.objects.filter(kind="refund").update(gateway_reference="ref_later")

    assert match_row(row_id=row.pk) == "matched"
    assert not MoneyTask.objects.filter(cause=f"payout_row:{row.pk}", closed_at=None).exists()


def test_a_fee_that_does_not_add_up_is_a_break(shop, gateway):
    take_in(changed(paid_out(shop, gateway), lambda rows: [{**rows[0], "fee": "0.01"}, *rows[1:]]))

    assert PayoutRow.objects.get(line=2).outcome == "amount"
    assert "Amount less fee is" in facts()[0]


def test_a_balance_report_of_the_other_gateway_is_read_by_its_own_names(shop, gateway):
    confirmed_by_workers(shop)
    payment = Payment.objects.get()
    for kind, reference, amount in (("capture", "ch_1", 25), ("refund", "re_1", 5)):
        PaymentTransaction.objects.create(
            payment=payment, kind=kind, outcome="succeeded", amount=amount, currency="EUR", key=reference,
            gateway="stripe", gateway_reference=reference, settled_at=timezone.now(),
        )  # fmt: skip

    take_in(STRIPE, "stripe")

    rows = PayoutRow.objects.order_by("line").values_list("kind", "outcome", "amount", "fee", "currency", "payout")
    assert list(rows) == [
        ("charge", "matched", Decimal(25), Decimal("0.6"), "EUR", "po_1"),
        ("refund", "matched", Decimal(-5), Decimal(0), "EUR", "po_1"),
        ("payout", "other", Decimal("-19.4"), Decimal(0), "EUR", "po_1"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b\n1,2\n", "lacks the columns id, type"),
        (STRIPE.replace("25.00", "much"), "Line 2: “much” in gross is no amount."),
        (STRIPE.replace("25.00", "NaN"), "Line 2: “NaN” in gross is no amount."),
        (STRIPE.replace("2026-11-01 10:00:00", "soon"), "Line 2: “soon” is no time."),
        (STRIPE.replace("txn_2", ""), "Line 3: balance_transaction_id is empty."),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text, sentence):
    shape = "sandbox" if text.startswith("a,b") else "stripe"
    with pytest.raises(InvalidInput, match=sentence.replace("(", r"\(")):
        list(read_lines(text.encode(), shape))


def test_only_who_may_takes_a_file_in(db):
    with pytest.raises(NotPermitted):
        import_payouts(shape="stripe", file_name="x", raw=STRIPE.encode(), actor=Actor(kind="user", reference="1"))


def test_a_file_without_rows_or_that_is_no_text_is_refused(db):
    for raw in (STRIPE.splitlines()[0].encode(), b"\xff\xfe\x00"):
        with pytest.raises(InvalidInput):
            import_payouts(shape="stripe", file_name="x", raw=raw, actor=SYSTEM)


def test_a_capture_that_only_they_know_is_matched_to_its_order_and_the_row_with_it(shop, gateway):
    text = paid_out(shop, gateway)
    take_in(changed(text, lambda rows: [{**rows[0], "id": "txn_x", "source": "cap_by_hand"}]))
    order = placed_order(shop, tenders=[])
    found = MoneyTask.objects.get(gateway_reference="cap_by_hand")

    match_to_order(moneytask_id=found.pk, order_number=order.number, actor=SYSTEM)

    row = PayoutRow.objects.get()
    assert (row.outcome, row.transaction.payment.order_id) == ("matched", order.pk)
    found.refresh_from_db()
    assert found.closed_how == "matched"


def test_the_parts_of_one_charge_and_a_refund_that_came_back_are_told_apart(shop, gateway):
    confirmed_by_workers(shop)
    payment = Payment.objects.get()
    moved = (("capture", "ch_1:k1", 10), ("capture", "ch_1:k2", 15), ("refund", "re_1", 5), ("return", "re_1-back", 5))
    for kind, reference, amount in moved:
        PaymentTransaction.objects.create(
            payment=payment, kind=kind, outcome="succeeded", amount=amount, currency="EUR", key=reference,
            gateway="stripe", gateway_reference=reference, settled_at=timezone.now(),
        )  # fmt: skip
    head = STRIPE.splitlines()[0]
    rows = (("charge", "15.00", "ch_1"), ("charge", "10.00", "ch_1"), ("refund", "-5.00", "re_1"),
            ("refund_failure", "5.00", "re_1"))  # fmt: skip
    lines = [
        f"txn_{number},2026-11-01 10:00:00,eur,{amount},0.00,{amount},{kind},{source},ch_1,po_1"
        for number, (kind, amount, source) in enumerate(rows)
    ]

    take_in("\n".join([head, *lines]), "stripe")

    found = PayoutRow.objects.order_by("line").values_list("outcome", "transaction__gateway_reference")
    assert list(found) == [
        ("matched", "ch_1:k2"), ("matched", "ch_1:k1"), ("matched", "re_1"), ("matched", "re_1-back"),
    ]  # fmt: skip
