"""Where every cent of an order is: every sheet sums, in every state money can be in."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.actors import SYSTEM
from desk.panels.cents import cents_panel
from orders.intake.reference import forget_reference
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.services.canceling import cancel_order
from orders.services.recording.credit import record_credit
from orders.tests.factories import placed_order
from payments.gateways.contract import DisputeNews
from payments.models import Payment, PaymentTransaction
from payments.services.collecting import request_capture
from payments.services.disputing import record_dispute
from payments.services.lapsing import record_lapses
from payments.services.receiving import record_payment_received
from payments.services.recording import record_unknown
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.tests.factories import confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db


def sheets(order: Order):
    panel = cents_panel(Order.objects.select_related("channel").get(pk=order.pk))
    every = [panel.whole, *panel.tenders]
    assert all(sheet.adds_up for sheet in every), every
    return panel


def said(rows) -> dict[str, Decimal]:
    return {row.sentence.partition(",")[0].partition(":")[0]: row.amount for row in rows}


def whole(order: Order) -> dict[str, Decimal]:
    return said(sheets(order).whole.rows)


def test_nothing_is_paid(paying):
    order = placed_order(paying, {0: 2}, tenders=[TenderRequest(kind="transfer")])
    work()

    assert whole(order) == {"Nobody has paid or promised it yet": 30}


def test_reserved_then_collected_per_parcel(paying):
    order = confirmed_by_workers(paying, {0: 2})
    assert whole(order) == {"Reserved": 30}

    order = ship(order, {1: 1}, 1)

    assert whole(order) == {"Collected and kept": 18, "Reserved": 12}
    (authorized,) = sheets(order).tenders
    assert said(authorized.rows) == {"Captured": 18, "Still reserved": 12}


def test_under_way_and_unknown_have_rows_of_their_own(paying):
    order = confirmed_by_workers(paying, {0: 2})
    payment = Payment.objects.get()
    request_capture(payment_id=payment.pk, amount=Decimal(10), actor=SYSTEM)
    (unknown,) = request_capture(payment_id=payment.pk, amount=Decimal(5), actor=SYSTEM)
    record_unknown(transaction_id=unknown.pk, reason="time-out")

    assert whole(order) == {"Being collected now": 10, "Perhaps collected": 5, "Reserved": 15}


def test_given_back_promised_back_and_kept(paying):
    order = ship(confirmed_by_workers(paying, {0: 2}), {1: 2}, 1)
    record_credit(order_id=order.pk, amount=Decimal(12), actor=SYSTEM, reason="one came back")
    work()
    grant_refund(order_id=order.pk, amount=Decimal(5), reason="late", actor=SYSTEM)

    panel = sheets(order)
    assert said(panel.whole.rows) == {"Collected and kept": 13, "Given back": 5}
    assert panel.whole.total == 18
    assert said(panel.notes) == {"Promised back to the customer": 5}
    assert said(panel.tenders[1].rows) == {"Kept": 18, "Given back": 12}


def bank_says(*, returned: bool) -> None:
    """The card holder's bank takes the money of the capture, and returns it."""
    capture = PaymentTransaction.objects.get(kind="capture")
    news = DisputeNews(
        reference="dp_1", capture=capture.gateway_reference, kind="chargeback", amount=capture.amount, currency="EUR",
        state="won" if returned else "needs_response", withdrawn=True, returned=returned,
    )  # fmt: skip
    record_dispute(gateway="sandbox", news=news)


def test_what_the_bank_took_and_returned_has_a_sentence_of_its_own(paying):
    order = ship(confirmed_by_workers(paying, {0: 2}), {1: 2}, 1)
    bank_says(returned=False)
    assert whole(order) == {"Charged back by the bank": 30}
    assert said(sheets(order).tenders[-1].rows) == {"Charged back by the bank": 30}

    bank_says(returned=True)

    assert whole(order) == {"Collected and kept": 30}
    assert said(sheets(order).tenders[-1].rows) == {"Taken by the bank": 30}


def test_money_that_came_when_the_order_was_over_waits_for_a_decision(paying):
    order = placed_order(paying, {0: 2}, tenders=[TenderRequest(kind="transfer")])
    work()
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="no answer")
    work()
    record_payment_received(payment_id=Payment.objects.get().pk, amount=Decimal(30), reference="b", actor=SYSTEM)

    told = {"Collected and kept": 30, "Came when the order was over": -30}
    assert whole(order) == told


def test_money_given_as_store_credit_is_told_apart(paying):
    order = ship(confirmed_by_workers(paying, {0: 2}), {1: 2}, 1)
    for amount, where in ((4, "tenders"), (6, "store_credit")):
        refund = grant_refund(
            order_id=order.pk, amount=Decimal(amount), reason="late", actor=SYSTEM, destination=where
        )  # fmt: skip
        approve_refund(refund_id=refund.pk, actor=SYSTEM)
        request_refund(refund_id=refund.pk, actor=SYSTEM)
        work()

    assert said(sheets(order).tenders[-1].rows) == {"Kept": 20, "Given back": 4, "Given as store credit": 6}


def test_let_go_and_ran_out_are_told_apart(paying):
    order = confirmed_by_workers(paying, {0: 2})
    first = PaymentTransaction.objects.get()
    record_lapses(payment_id=Payment.objects.get().pk, now=first.expires_at)
    work()
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="changed mind")
    work()

    panel = sheets(order)
    assert said(panel.tenders[0].rows) == {"Let go": 30, "Ran out": 30}
    assert panel.whole.total == 0


def test_several_tenders_each_have_a_sheet(paying):
    tenders = [TenderRequest(kind="card", token="tok_visa", amount=Decimal(10)), TenderRequest(kind="on_account")]
    order = confirmed_by_workers(paying, {0: 2}, tenders=tenders)
    invoice = Payment.objects.get(kind="on_account")
    record_payment_received(payment_id=invoice.pk, amount=Decimal(4), reference="bank 1", actor=SYSTEM)

    panel = sheets(order)
    assert said(panel.whole.rows) == {
        "Collected and kept": 4,
        "Reserved": 10,
        "To be paid by invoice or on delivery": 16,
    }
    assert [sheet.sum_label for sheet in panel.tenders] == ["Authorized", "Received"]


def test_paid_too_much_is_to_be_given_back(paying):
    order = placed_order(paying, {0: 2}, tenders=[TenderRequest(kind="transfer")])
    work()
    record_payment_received(payment_id=Payment.objects.get().pk, amount=Decimal(40), reference="b", actor=SYSTEM)

    assert whole(order) == {"Collected and kept": 30}
    work()
    assert whole(order) == {"Collected and kept": 30}


def test_what_waits_for_goods_and_what_waits_for_the_customer(paying):
    order = confirmed_by_workers(paying, {0: 2}, tenders=[TenderRequest(kind="card", token="tok_3ds")])
    assert whole(order) == {"The customer has to confirm it with the bank": 30}

    paying.channel.capture_policy = "delayed"
    paying.channel.save()
    forget_reference()
    later = confirmed_by_workers(paying, {1: 12}, ship_policy="ship_complete")

    assert list(whole(later)) == ["The card is asked once the goods are there"]


def test_the_page_shows_the_sentences_and_their_sum(client, paying, sign_in):
    order = ship(confirmed_by_workers(paying, {0: 2}), {1: 1}, 1)
    sign_in("CSR")

    page = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()

    for words in ("Where it is", "Collected and kept", "€18.00", "Reserved, collected as the goods leave", "€12.00"):
        assert words in page
    assert "What it costs in the end" in page
