"""Money that goes out: refunds of every kind and what banks take back."""

from decimal import Decimal
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from core.actors import SYSTEM
from core.money import minor_unit, quantize
from orders.models import Order
from orders.services.recording.credit import record_credit
from payments.gateways.contract import DisputeNews
from payments.models import Dispute, PaymentTransaction, Refund
from payments.selectors.refundable import RefundWish
from payments.services.disputing import dismiss_warning, record_dispute
from payments.services.granting import grant_parts
from payments.services.receiving import record_paid_back, record_part_paid_back
from payments.services.refunding import approve_refund, cancel_refund, request_refund
from tests.fuzz.choosing import CHOICE, UNITS, attempt, mostly, nth, when

DISPUTE_KINDS = st.sampled_from(["chargeback", "chargeback", "inquiry", "warning"])
NEWS = st.sampled_from([
    {"withdrawn": True}, {"withdrawn": True}, {"returned": True}, {"state": "won", "returned": True}, {"state": "lost"},
    {"state": "lost", "withdrawn": True}, {"state": "under_review"}, {"state": "closed"},
])  # fmt: skip


def paid():
    return Order.objects.filter(captured_amount__gt=0)


def owed_by_hand():
    return PaymentTransaction.objects.filter(kind="refund", gateway="", outcome="requested")


def captures():
    return PaymentTransaction.objects.filter(kind="capture", outcome="succeeded", gateway="sandbox")


def news(capture: PaymentTransaction, *, reference: str, kind: str, amount: Decimal, **more) -> DisputeNews:
    return DisputeNews(**{
        "reference": reference, "capture": capture.gateway_reference, "kind": kind, "state": "needs_response",
        "amount": amount, "currency": capture.currency, **more,
    })  # fmt: skip


class GoingBackRules(RuleBasedStateMachine):
    @when(paid)
    @rule(
        choice=CHOICE, line=CHOICE, units=UNITS, coins=st.integers(1, 900),
        kind=st.sampled_from(["units", "units", "charge", "goodwill", "mixed"]),
        destination=st.sampled_from(["tenders", "tenders", "store_credit"]),
    )  # fmt: skip
    def grant(self, choice, line, units, coins, kind, destination):
        order = nth(paid(), choice)
        amount = coins * minor_unit(order.currency)
        some = {nth(order.lines.all(), line).pk: units}
        charges = {one.pk: amount for one in order.charges.order_by("pk")[:1]}
        wish = {
            "units": RefundWish(units=some), "charge": RefundWish(charges=charges),
            "goodwill": RefundWish(goodwill=amount), "mixed": RefundWish(units=some, goodwill=amount),
        }[kind]  # fmt: skip
        attempt(grant_parts, order_id=order.pk, wish=wish, reason="any", destination=destination, actor=SYSTEM)

    @when(Refund.objects.all)
    @rule(
        choice=CHOICE,
        act=st.sampled_from([approve_refund, approve_refund, request_refund, request_refund, cancel_refund]),
    )
    def decide(self, choice, act):
        able = {"state": "granted"} if act is approve_refund else {"state__in": ["approved", "failed"]}
        attempt(act, refund_id=mostly(Refund.objects.all(), choice, **able).pk, actor=SYSTEM)

    @when(lambda: Refund.objects.filter(state="failed"))
    @rule(choice=CHOICE)
    def send_again(self, choice):
        attempt(request_refund, refund_id=nth(Refund.objects.filter(state="failed"), choice).pk, actor=SYSTEM)

    @when(owed_by_hand)
    @rule(choice=CHOICE, part=st.sampled_from([None, None, Decimal("0.4")]))
    def pay_back_by_hand(self, choice, part):
        found = nth(owed_by_hand(), choice)
        told = {"transaction_id": found.pk, "reference": uuid4().hex, "actor": SYSTEM}
        if part is None:
            attempt(record_paid_back, **told)
        else:
            attempt(record_part_paid_back, amount=quantize(found.amount * part, found.currency), **told)

    @when(paid)
    @rule(choice=CHOICE, coins=st.integers(1, 900))
    def value_is_given_back(self, choice, coins):
        """What a return that was settled does."""
        order = nth(paid(), choice)
        amount = coins * minor_unit(order.currency)
        attempt(record_credit, order_id=order.pk, amount=amount, actor=SYSTEM, reason="it came back")

    @when(captures)
    @rule(choice=CHOICE, kind=DISPUTE_KINDS, part=st.sampled_from([Decimal(1), Decimal(1), Decimal("0.6")]))
    def bank_complains(self, choice, kind, part):
        capture = nth(captures(), choice)
        amount = max(quantize(capture.amount * part, capture.currency), minor_unit(capture.currency))
        reference = f"dp_{uuid4().hex[:12]}"
        record_dispute(gateway="sandbox", news=news(capture, reference=reference, kind=kind, amount=amount))

    @when(Dispute.objects.all)
    @rule(choice=CHOICE, what=NEWS)
    def bank_goes_on(self, choice, what):
        dispute = mostly(Dispute.objects.all(), choice, state__in=["needs_response", "under_review"])
        if dispute.kind == "warning":
            attempt(dismiss_warning, dispute_id=dispute.pk, reason="we know them", actor=SYSTEM)
            return
        told = news(dispute.capture, reference=dispute.reference, kind=dispute.kind, amount=dispute.amount, **what)
        record_dispute(gateway="sandbox", news=told)
