"""Disputes and early fraud warnings: nothing is lost before the money is taken, and refunds wait meanwhile."""

import itertools
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Alert, Event, EventNote
from orders.models import Order
from orders.services.recording.credit import record_credit
from payments.gateways.contract import DisputeNews
from payments.gateways.sandbox.client import SandboxGateway
from payments.gateways.sandbox.webhook import read_notice
from payments.models import Dispute, MoneyTask, Payment, PaymentTransaction, Refund
from payments.services.disputing import dismiss_warning, record_dispute
from payments.services.evidence import hand_in_evidence, record_evidence_sent, submit_evidence
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.tests.factories import confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db
CLERK = Actor(kind="user", reference="7", name="Pay Clerk", rights=frozenset({"payments.answer_dispute"}))


@pytest.fixture
def order(shop, gateway) -> Order:
    """Captured in full: 30.00 EUR."""
    return ship(confirmed_by_workers(shop, {0: 2}), {1: 2}, 1)


class Bank:
    """The card holder's bank, through the sandbox; its webhooks are read and written down as a worker would."""

    def __init__(self, gateway) -> None:
        self.client = gateway.client
        self.capture = PaymentTransaction.objects.get(kind="capture").gateway_reference

    def opens(self, **options) -> dict:
        return self._post("/_control/disputes", {"capture": self.capture, **options})

    def warns(self) -> dict:
        return self._post("/_control/fraud-warnings", {"capture": self.capture})

    def goes_on(self, dispute_id: str, step: str) -> dict:
        return self._post(f"/_control/disputes/{dispute_id}", {"to": step})

    def _post(self, path: str, body: dict) -> dict:
        return self.client.post(path, json=body).raise_for_status().json()

    def tells(self, thing: dict, kind: str) -> str:
        told = read_notice({"data": thing}, kind)
        flaw = told.unknown or record_dispute(gateway="sandbox", news=told.dispute)
        work()
        return flaw


@pytest.fixture
def bank(order, gateway) -> Bank:
    return Bank(gateway)


def again(row):
    return type(row).objects.get(pk=row.pk)


def news(**changes) -> DisputeNews:
    capture = PaymentTransaction.objects.get(kind="capture")
    plain = DisputeNews(
        reference="dp_1", capture=capture.gateway_reference, kind="chargeback", state="needs_response",
        amount=Decimal(30), currency="EUR",
    )  # fmt: skip
    return replace(plain, **changes)


def books() -> tuple[Decimal, Decimal]:
    """(charged back, given back to the customer on the order's board)"""
    payment = Payment.objects.get()
    return payment.charged_back_amount, again(payment.order).refunded_amount


def test_an_opened_dispute_takes_nothing_yet_but_marks_the_payment_and_its_order(bank, order):
    thing = bank.opens(reason="product_not_received")
    assert bank.tells(thing, "dispute.opened") == ""

    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.reason, dispute.amount) == ("needs_response", "product_not_received", 30)
    assert timedelta(days=6) < dispute.evidence_due_at - timezone.now() < timedelta(days=8)
    assert books() == (0, 0)
    assert (Payment.objects.get().state, again(order).payment_status) == ("disputed", "disputed")


def test_the_money_is_lost_when_it_is_withdrawn_and_back_when_it_comes_back(bank, order, gateway):
    thing = bank.opens()
    bank.tells(thing, "dispute.opened")

    bank.tells(bank.goes_on(thing["id"], "funds_withdrawn"), "dispute.funds_withdrawn")
    assert books() == (30, 30)

    won = bank.goes_on(thing["id"], "won")
    bank.tells(won, "dispute.won")
    assert (books(), Dispute.objects.get().state) == ((30, 30), "won")
    bank.tells(won, "dispute.funds_returned")

    assert books() == (0, 0)
    assert (Payment.objects.get().state, again(order).payment_status) == ("captured", "paid")
    kinds = PaymentTransaction.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["authorization", "capture", "chargeback", "reversal"]
    assert [kind for kind, _ in gateway.truth()] == ["authorize", "capture", "chargeback", "reversal"]


def test_a_lost_dispute_stays_lost(bank, order):
    thing = bank.opens()
    for kind in ("opened", "funds_withdrawn", "lost"):
        if kind != "opened":
            thing = bank.goes_on(thing["id"], kind)
        bank.tells(thing, f"dispute.{kind}")

    assert (books(), Dispute.objects.get().state, Payment.objects.get().state) == ((30, 30), "lost", "disputed")
    assert not Payment.objects.get().refunds_frozen


STEPS = (
    {"state": "needs_response"}, {"state": "needs_response", "withdrawn": True}, {"state": "under_review"},
    {"state": "won"}, {"state": "won", "returned": True},
)  # fmt: skip


def test_whatever_is_told_first_and_however_often_the_end_is_the_same(order):
    for number, shuffled in enumerate(itertools.permutations(STEPS)):
        reference = f"dp_{number}"
        for step in (*shuffled, shuffled[0]):
            assert record_dispute(gateway="sandbox", news=news(reference=reference, **step)) == ""
        dispute = Dispute.objects.get(reference=reference)
        assert (dispute.state, books()) == ("won", (0, 0))

    rows = PaymentTransaction.objects.filter(kind__in=("chargeback", "reversal"))
    assert rows.count() == 2 * 120


ESCALATION = (
    {"kind": "inquiry", "reason": "general"}, {"kind": "inquiry", "state": "under_review"},
    {"kind": "inquiry", "state": "closed"}, {"amount": Decimal(12), "reason": "fraudulent"},
    {"amount": Decimal(12), "reason": "fraudulent", "withdrawn": True},
    {"amount": Decimal(12), "reason": "fraudulent", "withdrawn": True, "state": "lost"},
)  # fmt: skip


@pytest.mark.parametrize("told", [(0, 1, 2, 3, 4, 5), (3, 0, 4, 2, 5, 1), (5, 4, 3, 2, 1, 0), (2, 5, 0, 3)])
def test_an_inquiry_that_became_a_chargeback_is_one_whatever_is_told_first(order, told):
    for step in told:
        assert record_dispute(gateway="sandbox", news=news(**ESCALATION[step])) == ""

    dispute = Dispute.objects.get()
    assert (dispute.kind, dispute.amount, dispute.reason) == ("chargeback", 12, "fraudulent")
    assert (dispute.state, books()) == ("lost", (12, 12))


def test_a_chargeback_wants_an_answer_of_its_own_under_a_key_of_its_own(bank, gateway, monkeypatch):
    thing, keys, due = bank.opens(kind="inquiry"), [], timezone.now() + timedelta(days=20)
    bank.tells(thing, "dispute.opened")
    dispute = Dispute.objects.get()
    handed_in = SandboxGateway.submit_evidence
    monkeypatch.setattr(SandboxGateway, "submit_evidence", lambda *a, key, **b: keys.append(key) or handed_in(
        *a, key=key, **b))  # fmt: skip
    submit_evidence(dispute_id=dispute.pk, text="Delivered and signed.", actor=CLERK)
    work()
    assert not MoneyTask.objects.filter(closed_at=None).exists()

    asked = news(reference=thing["id"], amount=Decimal(20), evidence_due_at=due)
    assert record_dispute(gateway="sandbox", news=asked) == ""

    dispute, task = again(dispute), MoneyTask.objects.get(closed_at=None)
    assert (dispute.state, dispute.evidence, dispute.evidence_due_at) == ("needs_response", "", due)
    assert (task.amount, task.movement, task.due_at) == (20, "chargeback", due)
    note = EventNote.objects.get(event__name="payments.dispute_escalated")
    assert "Delivered and signed." in note.text
    submit_evidence(dispute_id=dispute.pk, text="Here is the proof.", actor=CLERK)
    work()
    assert (again(dispute).state, keys) == ("under_review", [f"evidence-{dispute.pk}", f"evidence-{dispute.pk}-2"])


def test_the_answer_to_the_inquirys_evidence_does_not_answer_the_chargeback(order):
    record_dispute(gateway="sandbox", news=news(kind="inquiry"))
    dispute = Dispute.objects.get()
    submit_evidence(dispute_id=dispute.pk, text="Delivered.", actor=CLERK)
    record_dispute(gateway="sandbox", news=news())

    record_evidence_sent(dispute_id=dispute.pk, attempt=1)

    assert (again(dispute).state, again(dispute).evidence_sent_at) == ("needs_response", None)


def test_two_ends_that_contradict_one_another_are_parked_for_a_person(order):
    record_dispute(gateway="sandbox", news=news(state="won"))

    flaw = record_dispute(gateway="sandbox", news=news(state="lost"))

    assert "ended as won" in flaw
    assert Dispute.objects.get().state == "won"


@pytest.mark.parametrize("odd", [{"capture": "cap_none"}, {"currency": "USD"}, {"amount": Decimal(0)}])
def test_what_does_not_fit_our_books_is_parked_and_nothing_is_kept(order, odd):
    assert record_dispute(gateway="sandbox", news=news(**odd))
    assert Dispute.objects.count() == 0


def test_what_nobody_can_read_is_parked(order):
    assert "lacks what is needed" in read_notice({"data": {"id": "dp"}}, "dispute.opened").unknown


def test_refunds_of_a_disputed_payment_are_refused_with_the_reason(order):
    refund = grant_refund(order_id=order.pk, amount=Decimal(5), reason="late", actor=SYSTEM)
    approve_refund(refund_id=refund.pk, actor=SYSTEM)
    record_dispute(gateway="sandbox", news=news())

    with pytest.raises(MoveRefused, match="frozen"):
        request_refund(refund_id=refund.pk, actor=SYSTEM)
    with pytest.raises(MoveRefused, match="frozen"):
        grant_refund(order_id=order.pk, amount=Decimal(1), reason="late", actor=SYSTEM)

    assert again(refund).state == "approved"
    record_dispute(gateway="sandbox", news=news(state="closed"))
    assert request_refund(refund_id=refund.pk, actor=SYSTEM).state == "requested"


def test_value_given_back_meanwhile_is_refunded_when_the_dispute_is_over(order, gateway):
    record_dispute(gateway="sandbox", news=news())
    record_credit(order_id=order.pk, amount=Decimal(12), actor=SYSTEM, reason="one came back")
    work()
    assert Refund.objects.count() == 0

    record_dispute(gateway="sandbox", news=news(state="won"))
    work()

    assert (Refund.objects.get().state, gateway.truth()[-1]) == ("succeeded", ("refund", "12.00"))


def test_value_given_back_is_not_refunded_when_the_bank_took_the_money(order, gateway):
    record_dispute(gateway="sandbox", news=news(withdrawn=True))
    record_credit(order_id=order.pk, amount=Decimal(12), actor=SYSTEM, reason="one came back")
    record_dispute(gateway="sandbox", news=news(state="lost"))
    work()

    assert Refund.objects.count() == 0
    assert "refund" not in [kind for kind, _ in gateway.truth()]


def test_what_the_bank_takes_beyond_what_is_left_is_told_to_a_person(order):
    record_credit(order_id=order.pk, amount=Decimal(12), actor=SYSTEM, reason="one came back")
    work()

    record_dispute(gateway="sandbox", news=news(withdrawn=True))

    assert books() == (18, 30)
    assert "only" in Alert.objects.get(kind="paid_back_twice").message


def test_an_early_warning_freezes_refunds_until_a_person_has_looked(bank, order):
    bank.tells(bank.warns(), "fraud_warning.created")
    warning = Dispute.objects.get()
    assert (warning.kind, Payment.objects.get().state, again(order).is_disputed) == ("warning", "captured", False)
    with pytest.raises(MoveRefused, match="frozen"):
        grant_refund(order_id=order.pk, amount=Decimal(1), reason="late", actor=SYSTEM)

    with pytest.raises(NotPermitted):
        dismiss_warning(dispute_id=warning.pk, reason="known", actor=Actor(kind="user", reference="9"))
    with pytest.raises(InvalidInput):
        dismiss_warning(dispute_id=warning.pk, reason=" ", actor=CLERK)
    dismiss_warning(dispute_id=warning.pk, reason="She called us.", actor=CLERK)

    assert grant_refund(order_id=order.pk, amount=Decimal(1), reason="late", actor=SYSTEM).state == "granted"
    event = Event.objects.get(name="payments.dispute_closed")
    assert (event.actor, event.data["changes"]) == ("user:7", {"warning": ["needs_response", "closed"]})


def test_a_warning_without_an_amount_is_about_the_whole_capture(order):
    warned = news(kind="warning", amount=Decimal(0), currency="")

    assert record_dispute(gateway="sandbox", news=warned) == ""
    assert (Dispute.objects.get().amount, Dispute.objects.get().currency) == (30, "EUR")


def test_a_dispute_is_not_ours_to_close(order):
    record_dispute(gateway="sandbox", news=news())

    with pytest.raises(MoveRefused, match="the bank decides"):
        dismiss_warning(dispute_id=Dispute.objects.get().pk, reason="known", actor=CLERK)


def test_evidence_is_handed_in_once_and_the_bank_looks_at_it(bank, gateway):
    thing = bank.opens()
    bank.tells(thing, "dispute.opened")
    dispute = Dispute.objects.get()

    submit_evidence(dispute_id=dispute.pk, text="Delivered and signed.", actor=CLERK)
    assert again(dispute).state == "needs_response"
    work()
    hand_in_evidence(dispute_id=dispute.pk)

    dispute = again(dispute)
    assert (dispute.state, dispute.evidence_by) == ("under_review", "user:7")
    assert dispute.evidence_sent_at is not None
    headers = {"Authorization": "Bearer x"}
    told = gateway.client.get(f"/v1/disputes/{thing['id']}", headers=headers).json()
    assert (told["status"], told["evidence"]) == ("under_review", "Delivered and signed.")
    with pytest.raises(MoveRefused, match="told already"):
        submit_evidence(dispute_id=dispute.pk, text="More", actor=CLERK)


def test_evidence_the_gateway_does_not_take_can_be_given_again_and_a_person_is_told(bank):
    thing = bank.opens()
    bank.tells(thing, "dispute.opened")
    bank.goes_on(thing["id"], "closed")

    submit_evidence(dispute_id=Dispute.objects.get().pk, text="Delivered.", actor=CLERK)
    work()

    assert (Dispute.objects.get().evidence, Dispute.objects.get().state) == ("", "needs_response")
    assert "too late" in Alert.objects.get(kind="evidence_refused").message


def test_evidence_after_its_time_or_without_words_is_refused(order):
    record_dispute(gateway="sandbox", news=news(evidence_due_at=timezone.now() - timedelta(minutes=1)))
    dispute = Dispute.objects.get()

    with pytest.raises(MoveRefused, match="time ended"):
        submit_evidence(dispute_id=dispute.pk, text="Delivered.", actor=CLERK)
    with pytest.raises(InvalidInput):
        submit_evidence(dispute_id=dispute.pk, text=" ", actor=CLERK)
    with pytest.raises(NotPermitted):
        submit_evidence(dispute_id=dispute.pk, text="x", actor=Actor(kind="user", reference="9"))
