"""Money that comes in: cards at a gateway that may fail in every way, transfers, checks, cash, invoices paid."""

import datetime
from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

from django.db.models import F
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from core.actors import SYSTEM
from core.money import minor_unit, quantize
from payments.bank_csv import ParsedLine
from payments.models import BankLine, Payment, PaymentTransaction
from payments.references import payment_reference
from payments.selectors.radar import ExpiryAct
from payments.services.bank_lines import apply_bank_line, dismiss_bank_line, keep_bank_lines
from payments.services.checks import record_check_bounced, record_check_cleared, record_check_received
from payments.services.collecting import collect, request_capture
from payments.services.delaying import authorize_now
from payments.services.folding import capturable
from payments.services.lapsing import record_lapses
from payments.services.lending import lend_again
from payments.services.receiving import record_payment_received
from payments.services.renewing import act_on_expiry, meet_expiry
from payments.services.retrying import request_void, retry_authorization
from payments.statuses import UNDER_WAY
from payments.tests.factories import work
from tests.fuzz.choosing import CHOICE, attempt, mostly, nth, when
from tests.fuzz.money_walk.calm import ask_about_everything
from tests.fuzz.money_walk.ground import Ground

OPERATIONS = st.sampled_from(["authorize", "capture", "void", "refund", "lookup"])
MODES = st.sampled_from(["error_before", "error_after", "error_after", "wrong_amount", "garbage"])
PARTS = st.sampled_from([Decimal(1), Decimal(1), Decimal("0.37"), Decimal("1.5")])


def by_hand():
    return Payment.objects.filter(gateway="", state__in=["pending", "partially_captured", "captured"])


def checks():
    return Payment.objects.filter(kind="check")


def wired():
    return Payment.objects.exclude(gateway="")


def reserved():
    return wired().filter(authorized_amount__gt=F("voided_amount") + F("captured_amount"))


def waiting_lines():
    return BankLine.objects.filter(state="waiting")


def open_authorizations():
    return PaymentTransaction.objects.filter(kind="authorization", outcome="succeeded", expires_at__isnull=False)


def asked_at_the_bank():
    return PaymentTransaction.objects.filter(outcome__in=UNDER_WAY, payment__state="requires_action")


def part_of(payment: Payment, part: Decimal) -> Decimal:
    """That part of what is open of it, or of all of it when nothing is; at least the smallest coin."""
    whole = payment.amount - payment.captured_amount
    whole = whole if whole > 0 else payment.amount
    return max(quantize(whole * part, payment.currency), minor_unit(payment.currency))


class PayingRules(RuleBasedStateMachine):
    ground: Ground

    def pay_everything(self) -> None:
        """What waits for a person is paid in full."""
        for payment in by_hand():
            if payment.amount > payment.captured_amount and payment.kind != "check":
                attempt(
                    record_payment_received, payment_id=payment.pk, amount=payment.amount - payment.captured_amount,
                    reference=uuid4().hex, actor=SYSTEM,
                )  # fmt: skip

    @rule(operation=OPERATIONS, mode=MODES)
    def gateway_will_fail(self, operation, mode):
        self.ground.misbehave(operation, mode)

    @rule()
    def patient_workers(self):
        """Retries are due, and what is unknown is asked about."""
        work()
        self.ground.behave()
        ask_about_everything()

    @when(asked_at_the_bank)
    @rule(choice=CHOICE, result=st.sampled_from(["success", "success", "failure"]))
    def customer_acts_at_the_bank(self, choice, result):
        asked = nth(asked_at_the_bank(), choice)
        there = f"/v1/authorizations/{asked.payment.gateway_reference}/confirm_action"
        self.ground.gateway.post(there, json={"result": result}, headers={"Idempotency-Key": uuid4().hex})
        ask_about_everything()

    @when(wired)
    @rule(choice=CHOICE, token=st.sampled_from(["", "tok_visa", "tok_3ds", "tok_declined"]))
    def ask_a_card_again(self, choice, token):
        payment = nth(wired(), choice)
        card = f"{token}-{uuid4().hex[:6]}" if token and payment.kind == "card" else ""
        attempt(retry_authorization, payment_id=payment.pk, token=card, actor=SYSTEM)

    @when(lambda: wired().filter(delayed_amount__gt=0))
    @rule(choice=CHOICE)
    def ask_without_waiting(self, choice):
        attempt(authorize_now, payment_id=nth(wired().filter(delayed_amount__gt=0), choice).pk, actor=SYSTEM)

    @when(reserved)
    @rule(choice=CHOICE, part=PARTS)
    def capture_by_hand(self, choice, part):
        payment = nth(reserved(), choice)
        amount = quantize(capturable(payment) * part, payment.currency)
        attempt(request_capture, payment_id=payment.pk, amount=amount, actor=SYSTEM)

    @when(wired)
    @rule(choice=CHOICE)
    def collect_again(self, choice):
        attempt(collect, order_id=nth(wired(), choice).order_id, actor=SYSTEM)

    @when(reserved)
    @rule(choice=CHOICE)
    def void(self, choice):
        attempt(request_void, payment_id=nth(reserved(), choice).pk, actor=SYSTEM)

    @when(reserved)
    @rule(choice=CHOICE)
    def authorization_runs_out(self, choice):
        attempt(record_lapses, payment_id=nth(reserved(), choice).pk, now=timezone.now() + timedelta(days=8))

    @when(open_authorizations)
    @rule(choice=CHOICE)
    def an_end_comes_near(self, choice):
        found = nth(open_authorizations(), choice)
        attempt(meet_expiry, authorization_id=found.pk, now=found.expires_at - timedelta(minutes=5))

    @when(open_authorizations)
    @rule(choice=CHOICE, act=st.sampled_from(list(ExpiryAct)))
    def a_person_acts_on_an_end(self, choice, act):
        if act != ExpiryAct.SHIP:
            key = nth(open_authorizations(), choice).pk
            attempt(partial(act_on_expiry, act=act), authorization_id=key, actor=SYSTEM)

    @when(by_hand)
    @rule(choice=CHOICE, part=PARTS)
    def money_is_written_down(self, choice, part):
        payment = nth(by_hand(), choice)
        attempt(
            record_payment_received, payment_id=payment.pk, amount=part_of(payment, part), reference=uuid4().hex,
            actor=SYSTEM,
        )  # fmt: skip

    @when(by_hand)
    @rule(choice=CHOICE, part=PARTS, knows=st.booleans())
    def bank_tells(self, choice, part, knows):
        """A line of the statement, twice: with the reference, or with nothing that is ours."""
        payment = nth(by_hand(), choice)
        line = ParsedLine(
            key=uuid4().hex, booked_on=datetime.date(2026, 7, 1), amount=part_of(payment, part), payer="Ada",
            currency=payment.currency, text=payment_reference(payment.number) if knows else "thank you",
        )  # fmt: skip
        for _ in range(2):
            keep_bank_lines(lines=[line], file_name="walk.csv", actor=SYSTEM)

    @when(waiting_lines)
    @rule(choice=CHOICE, which=CHOICE, is_ours=st.booleans())
    def person_decides_about_a_line(self, choice, which, is_ours):
        line = nth(waiting_lines(), choice)
        if is_ours and by_hand().exists():
            number = nth(by_hand(), which).number
            attempt(apply_bank_line, bankline_id=line.pk, payment_number=number, actor=SYSTEM)
        else:
            attempt(dismiss_bank_line, bankline_id=line.pk, reason="a mistake of the bank", actor=SYSTEM)

    @when(checks)
    @rule(choice=CHOICE, part=PARTS, act=st.sampled_from(["come", "come", "clear", "clear", "bounce"]))
    def check(self, choice, part, act):
        payment = mostly(checks(), choice, state="pending")
        if act == "come":
            amount = part_of(payment, part)
            attempt(record_check_received, payment_id=payment.pk, amount=amount, reference=uuid4().hex, actor=SYSTEM)
        elif act == "clear":
            attempt(record_check_cleared, payment_id=payment.pk, actor=SYSTEM)
        else:
            attempt(record_check_bounced, payment_id=payment.pk, reason="no money", actor=SYSTEM)

    @when(lambda: Payment.objects.filter(kind="on_account"))
    @rule(choice=CHOICE)
    def weigh_the_invoice_again(self, choice):
        payment = nth(Payment.objects.filter(kind="on_account"), choice)
        attempt(lend_again, payment_id=payment.pk, actor=SYSTEM)
