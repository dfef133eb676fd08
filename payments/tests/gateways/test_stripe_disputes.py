"""Stripe's disputes, inquiries and warnings against our ledger: shuffled and repeated they come to the same end."""

import itertools
import json
import time
from decimal import Decimal

import pytest

from core.actors import SYSTEM, Actor
from core.errors import Declined, MoveRefused, Unavailable
from core.models import Alert
from orders.intake.requests import TenderRequest
from orders.models import Order
from payments.gateways.contract import Notice, TakesEvidence
from payments.gateways.registry import gateway_named
from payments.models import Dispute, GatewayEvent, Payment, PaymentTransaction
from payments.services.evidence import submit_evidence
from payments.services.refunding import grant_refund
from payments.services.webhooks import keep_notice
from payments.tests.factories import confirmed_by_workers, ship, work
from payments.tests.gateways.suite.receiver import receiving

pytestmark = pytest.mark.django_db
CLERK = Actor(kind="user", reference="7", name="Pay Clerk", rights=frozenset({"payments.answer_dispute"}))
HEADERS = {"Authorization": "Bearer sk_test"}


@pytest.fixture
def order(shop, stripe_simulator, settings) -> Order:
    """Captured in full by Stripe: 30.00 EUR."""
    settings.PAYMENT_GATEWAY = "stripe"
    card = [TenderRequest(kind="card", token="pm_card_visa")]
    return ship(confirmed_by_workers(shop, {0: 2}, tenders=card), {1: 2}, 1)


class Bank:
    """The card holder's bank, through Stripe; it keeps what Stripe told us, for the test to deliver."""

    def __init__(self, client, receiver) -> None:
        self.client, self.receiver = client, receiver
        capture = PaymentTransaction.objects.get(kind="capture").gateway_reference
        self.charge = capture.partition(":")[0]
        self.count = 0

    def acts(self, path: str, events: int, **wanted) -> dict:
        """What the bank does by a switch, once Stripe has told as many events of it."""
        done = self.client.post(f"/_control/stripe/{path}", json=wanted).raise_for_status().json()
        self.count += events
        assert len(self.receiver.wait_for(self.count)) == self.count
        return done

    def opens(self, **wanted) -> dict:
        return self.acts("disputes", 1 if wanted.get("is_inquiry") else 2, charge=self.charge, **wanted)

    @property
    def told(self) -> list[dict]:
        return [json.loads(body) for body, _ in self.receiver.came]


@pytest.fixture
def bank(order, stripe_simulator):
    with receiving() as receiver:
        stripe_simulator.client.post("/_control/stripe/webhook-url", json={"url": receiver.url})
        yield Bank(stripe_simulator.client, receiver)
        stripe_simulator.client.post("/_control/stripe/webhook-url", json={"url": ""})


def deliver(*events: dict) -> None:
    for event in events:
        keep_notice(source="stripe", notice=Notice(event_id=event["id"], kind=event["type"], body=event))
        work()


def renamed(event: dict, number: int, *, copy: int = 0) -> dict:
    """The same about another dispute, under an id of its own."""
    thing = event["data"]["object"]
    named = {**event, "id": f"{event['id']}-{number}-{copy}"}
    return {**named, "data": {"object": {**thing, "id": f"{thing['id']}-{number}"}}}


def books() -> tuple[Decimal, bool, bool]:
    """(charged back, is disputed, are refunds frozen)"""
    payment = Payment.objects.get()
    return payment.charged_back_amount, payment.is_disputed, payment.refunds_frozen


def parked() -> list[str]:
    return [event.parked for event in GatewayEvent.objects.filter(applied_at=None)]


def until_done(act) -> None:
    """As our effects repeat: Stripe says that it is busy while it still works on the key."""
    for _ in range(20):
        try:
            return act()
        except Unavailable:
            time.sleep(0.2)
    raise AssertionError("It never came to an end.")


def in_any_order(events: list[dict]) -> int:
    """Deliver them in every order, each time about a dispute of its own, one of them twice; tells how many orders."""
    number = 0
    for number, shuffled in enumerate(itertools.permutations(events), start=1):
        deliver(*(renamed(event, number) for event in shuffled), renamed(shuffled[0], number, copy=1))
    return number


def test_a_dispute_takes_the_money_when_it_opens(bank, stripe_simulator):
    opened = bank.opens(reason="product_not_received")

    deliver(*bank.told)

    dispute = Dispute.objects.get()
    assert (dispute.reference, dispute.kind, dispute.state) == (opened["id"], "chargeback", "needs_response")
    assert (dispute.reason, dispute.amount) == ("product_not_received", 30)
    assert int(dispute.evidence_due_at.timestamp()) == opened["evidence_details"]["due_by"]
    assert books() == (30, True, True)
    assert Order.objects.get().payment_status == "disputed"
    assert stripe_simulator.truth()[-1] == ("chargeback", "30.00")


def test_won_with_the_money_back_in_any_order(bank, stripe_simulator):
    opened = bank.opens()
    bank.acts(f"disputes/{opened['id']}", 2, status="won")
    created, withdrawn, closed, back = bank.told
    assert (closed["type"], back["type"]) == ("charge.dispute.closed", "charge.dispute.funds_reinstated")

    orders = in_any_order([created, withdrawn, closed, back])

    assert (orders, parked()) == (24, [])
    assert set(Dispute.objects.values_list("state", flat=True)) == {"won"}
    assert books() == (0, False, False)
    rows = PaymentTransaction.objects.filter(kind__in=("chargeback", "reversal"))
    assert rows.count() == 2 * orders
    assert [kind for kind, _ in stripe_simulator.truth()][-2:] == ["chargeback", "reversal"]


def test_lost_in_any_order_takes_each_amount_once(bank):
    opened = bank.opens(amount=500)
    bank.acts(f"disputes/{opened['id']}", 1, status="lost")

    orders = in_any_order(bank.told)

    # Six disputes of 5.00 each.
    assert (orders, parked()) == (6, [])
    assert set(Dispute.objects.values_list("state", flat=True)) == {"lost"}
    assert books() == (30, False, False)


def test_an_inquiry_moves_no_money_and_freezes_refunds_until_it_is_closed(bank, order):
    opened = bank.opens(is_inquiry=True)
    deliver(*bank.told)

    assert (Dispute.objects.get().kind, books()) == ("inquiry", (0, True, True))
    with pytest.raises(MoveRefused, match="frozen"):
        grant_refund(order_id=order.pk, amount=Decimal(1), reason="late", actor=SYSTEM)
    bank.acts(f"disputes/{opened['id']}", 1, status="warning_closed")
    deliver(*bank.told)

    assert (Dispute.objects.get().state, books()) == ("closed", (0, False, False))
    assert Order.objects.get().payment_status == "paid"


def test_a_closed_inquiry_told_backwards_is_closed(bank):
    opened = bank.opens(is_inquiry=True)
    bank.acts(f"disputes/{opened['id']}", 1, status="warning_closed")

    deliver(*reversed(bank.told))

    assert (Dispute.objects.get().kind, Dispute.objects.get().state) == ("inquiry", "closed")
    assert (books(), parked()) == ((0, False, False), [])


def test_an_early_fraud_warning_freezes_refunds_and_moves_nothing(bank):
    bank.acts("warnings", 1, charge=bank.charge)
    deliver(*bank.told)

    warning = Dispute.objects.get()
    assert (warning.kind, warning.state, warning.reason) == ("warning", "needs_response", "made_with_stolen_card")
    assert (warning.amount, warning.currency) == (30, "EUR")
    assert books() == (0, False, True)


def test_news_of_a_capture_we_do_not_know_wait_for_it(bank):
    """As when the webhook overtakes our own answer: nothing is applied, nothing is lost."""
    bank.opens()
    strange = json.loads(json.dumps(bank.told).replace(bank.charge, "ch_elsewhere"))

    deliver(*strange)

    assert Dispute.objects.count() == 0
    assert set(GatewayEvent.objects.values_list("waits_for", flat=True)) == {"ch_elsewhere"}


def test_evidence_is_handed_in_once_for_the_bank(bank):
    thing = bank.opens()
    deliver(*bank.told)
    dispute = Dispute.objects.get()
    assert isinstance(gateway_named("stripe"), TakesEvidence)

    submit_evidence(dispute_id=dispute.pk, text="Delivered and signed.", actor=CLERK)
    work()
    gateway_named("stripe").submit_evidence(
        reference=thing["id"], text="Delivered and signed.", key=f"evidence-{dispute.pk}"
    )

    dispute.refresh_from_db()
    at_stripe = bank.client.get(f"/v1/disputes/{thing['id']}", headers=HEADERS).json()
    assert (dispute.state, dispute.evidence_sent_at is not None) == ("under_review", True)
    assert (at_stripe["status"], at_stripe["evidence_details"]["submission_count"]) == ("under_review", 1)
    assert at_stripe["evidence"]["uncategorized_text"] == "Delivered and signed."


@pytest.mark.parametrize("mode", ["error_before", "error_after", "timeout_after"])
def test_evidence_whose_answer_was_lost_is_handed_in_once_by_trying_again(bank, stripe_simulator, monkeypatch, mode):
    monkeypatch.setattr("payments.gateways.stripe.wire.ANSWER_SECONDS", 0.5)
    gateway_named("stripe").close()
    thing, gateway = bank.opens(), gateway_named("stripe")
    stripe_simulator.break_once("evidence", mode, delay_seconds=1)

    with pytest.raises(Unavailable):
        gateway.submit_evidence(reference=thing["id"], text="Signed.", key="evidence-1")
    until_done(lambda: gateway.submit_evidence(reference=thing["id"], text="Signed.", key="evidence-1"))

    at_stripe = bank.client.get(f"/v1/disputes/{thing['id']}", headers=HEADERS).json()
    assert at_stripe["evidence_details"]["submission_count"] == 1


def test_evidence_that_comes_too_late_is_refused_and_a_person_is_told(bank):
    thing = bank.opens()
    deliver(*bank.told)
    bank.acts(f"disputes/{thing['id']}", 1, status="lost")
    submit_evidence(dispute_id=Dispute.objects.get().pk, text="Delivered.", actor=CLERK)

    with pytest.raises(Declined):
        gateway_named("stripe").submit_evidence(reference=thing["id"], text="Delivered.", key="other")
    work()

    assert Dispute.objects.get().evidence == ""
    assert "already closed" in Alert.objects.get(kind="evidence_refused").message
