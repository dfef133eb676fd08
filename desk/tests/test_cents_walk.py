"""Where every cent is, over orders made by chance: after each step the sentences sum and say what the ledger says."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import uuid4

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import OmsError
from core.money import ZERO
from desk.panels.cents import cents_panel
from orders.intake.reference import forget_reference
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.services.canceling import cancel_order
from orders.services.recording.credit import record_credit
from payments.bank_csv import parse_statement
from payments.gateways.contract import DisputeNews
from payments.models import Payment, PaymentTransaction
from payments.references import payment_reference
from payments.selectors.cents import cents_of
from payments.services.bank_lines import keep_bank_lines
from payments.services.collecting import request_capture
from payments.services.delaying import authorize_now
from payments.services.disputing import record_dispute
from payments.services.lapsing import record_lapses
from payments.services.recording import record_unknown
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.statuses import TransactionKind
from payments.tests.factories import confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db
STEPS = 9
TENDERS = (
    [TenderRequest(kind="card", token="tok_visa")],
    [TenderRequest(kind="card", token="tok_visa", amount=Decimal("7.50")), TenderRequest(kind="transfer")],
    [TenderRequest(kind="card", token="tok_3ds")],
    [TenderRequest(kind="transfer")],
    [TenderRequest(kind="card", token="tok_visa", amount=Decimal(11)), TenderRequest(kind="on_account")],
    [TenderRequest(kind="card", token="tok_refund_fails")],
)


def ensure_every_cent_is_told(order: Order) -> None:
    order = Order.objects.select_related("channel").get(pk=order.pk)
    panel = cents_panel(order)
    for sheet in [panel.whole, *panel.tenders]:
        assert sum((row.amount for row in sheet.rows), ZERO) == sheet.total, sheet
    for tender in cents_of(order, order.payments.all(), order.refunds.all()).tenders:
        told = (tender.authorized, tender.captured, tender.given_back, tender.charged_back)
        payment = Payment.objects.get(pk=tender.payment.pk)
        assert told == (
            payment.authorized_amount, payment.captured_amount, payment.refunded_amount, payment.charged_back_amount,
        )  # fmt: skip
        assert 0 <= tender.won_back <= tender.kept
        assert 0 <= tender.credited <= tender.given_back


def some_payment(order: Order, dice: Random) -> Payment:
    return dice.choice(list(order.payments.order_by("pk")))


def cents(dice: Random, most: int = 900) -> Decimal:
    return Decimal(dice.randint(1, most)) / 100


def capture(order: Order, dice: Random) -> None:
    (asked,) = request_capture(payment_id=some_payment(order, dice).pk, amount=cents(dice), actor=SYSTEM)
    if dice.random() < 0.4:
        record_unknown(transaction_id=asked.pk, reason="time-out")


def give_back(order: Order, dice: Random) -> None:
    refund = grant_refund(
        order_id=order.pk, amount=cents(dice), reason="late", actor=SYSTEM,
        destination=dice.choice(["tenders", "store_credit"]),
    )  # fmt: skip
    if dice.random() < 0.7:
        approve_refund(refund_id=refund.pk, actor=SYSTEM)
        request_refund(refund_id=refund.pk, actor=SYSTEM)


def credit(order: Order, dice: Random) -> None:
    record_credit(order_id=order.pk, amount=cents(dice), actor=SYSTEM, reason="scratched")


def charge_back(order: Order, dice: Random) -> None:
    taken = PaymentTransaction.objects.filter(kind=TransactionKind.CAPTURE, outcome="succeeded").exclude(gateway="")
    found = taken.order_by("pk").first()
    if found is None:
        return
    news = DisputeNews(
        reference=f"dp_{found.pk}", capture=found.gateway_reference, kind="chargeback", amount=found.amount,
        currency="EUR", state=dice.choice(["needs_response", "won"]), withdrawn=True, returned=dice.random() < 0.5,
    )  # fmt: skip
    record_dispute(gateway="sandbox", news=news)


def bank_line(order: Order, dice: Random) -> None:
    payment = some_payment(order, dice)
    open_amount = payment.amount - payment.captured_amount
    amount = open_amount if dice.random() < 0.6 else open_amount + cents(dice)
    row = f"2026-05-04,{amount:.2f},EUR,{payment_reference(payment.number)},Ada,{uuid4().hex}"
    text = f"booked_on,amount,currency,text,payer,bank_id\n{row}"
    keep_bank_lines(lines=parse_statement(text.encode()), file_name="may.csv", actor=SYSTEM)


def lapse(order: Order, dice: Random) -> None:
    record_lapses(payment_id=some_payment(order, dice).pk, now=timezone.now() + timedelta(days=30))


def dispatch(order: Order, dice: Random) -> None:
    line = order.lines.get(position=1)
    if line.allocated > line.released:
        ship(order, {1: 1}, dice.randint(1, 10**6))


def ask_now(order: Order, dice: Random) -> None:
    authorize_now(payment_id=some_payment(order, dice).pk, actor=SYSTEM)


def call_off(order: Order, dice: Random) -> None:
    if dice.random() < 0.3:
        cancel_order(order_id=order.pk, actor=SYSTEM, reason="changed mind")


ACTS: tuple[Callable[[Order, Random], None], ...] = (
    capture, give_back, give_back, credit, charge_back, bank_line, lapse, dispatch, dispatch, ask_now, call_off,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_after_every_step_of_a_random_life_the_sentences_sum_and_say_what_the_ledger_says(paying, seed):
    dice = Random(seed)
    paying.channel.capture_policy = dice.choice(["on_shipment", "on_confirm", "delayed"])
    paying.channel.save()
    forget_reference()
    order = confirmed_by_workers(
        paying, {0: dice.choice([2, 3, 12])}, tenders=TENDERS[seed % len(TENDERS)], ship_policy="as_available"
    )  # fmt: skip
    ensure_every_cent_is_told(order)

    for _ in range(STEPS):
        act = dice.choice(ACTS)
        try:
            act(Order.objects.get(pk=order.pk), dice)
        except OmsError:
            continue
        ensure_every_cent_is_told(order)
        work()
        ensure_every_cent_is_told(order)
