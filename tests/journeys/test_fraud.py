"""What a card holder's bank does to a delivered order, over the real wire; and a suspected order to its end."""

import httpx
import pytest

from core.actors import SYSTEM
from desk.selectors.evidence import evidence_text
from orders.intake.requests import CustomerRequest, TenderRequest
from orders.tests.factories import placed_order
from payments.models import DenyListEntry, Dispute, Payment, PaymentTransaction, RiskReview
from payments.services.evidence import submit_evidence
from payments.services.reviewing import accept_order, ask_for_proof, decline_order
from shipping.models import ShippingLabel
from support.models import Case
from tests.journeys import people
from tests.journeys.people import fresh
from tests.journeys.test_seven_stages import delivered, subjects, truth, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
EVE = CustomerRequest(name="Eve", email="eve@example.com")
SUSPECT = {"tenders": [TenderRequest(kind="card", token="tok_cvc_fail")], "customer": EVE, "client_ip": "203.0.113.7"}


def post(simulator, path: str, body: dict) -> dict:
    return httpx.post(f"{simulator.url}{path}", json=body).raise_for_status().json()


def test_a_disputed_order_is_a_case_with_its_deadline_answered_and_won_back(shop, outside, books):
    order, gateway = delivered(shop, outside, {0: 2}), outside["gateway"]
    capture = PaymentTransaction.objects.get(kind="capture").gateway_reference

    opened = post(gateway, "/_control/disputes", {"capture": capture, "reason": "product_not_received"})
    wait_until(lambda: Case.objects.exists())
    dispute, case = Dispute.objects.get(), Case.objects.get()
    assert (case.kind, case.priority, case.resolve_due_at) == ("payment", "urgent", dispute.evidence_due_at)
    assert "product_not_received" in case.messages.get().text
    assert (fresh(order).open_cases, fresh(order).payment_status) == (1, "disputed")

    text = evidence_text(dispute)
    label = ShippingLabel.objects.get()
    for words in (order.number, label.tracking_number, "delivered", "ending in 4242", "Your order", "Capture of"):
        assert words in text
    submit_evidence(dispute_id=dispute.pk, text=text, actor=SYSTEM)
    wait_until(lambda: Dispute.objects.get().state == "under_review")
    post(gateway, f"/_control/disputes/{opened['id']}", {"to": "funds_withdrawn"})
    wait_until(lambda: fresh(order).refunded_amount == order.total)
    post(gateway, f"/_control/disputes/{opened['id']}", {"to": "won"})
    wait_until(lambda: Payment.objects.get().charged_back_amount == 0)

    people.work()
    assert (Dispute.objects.get().state, fresh(order).payment_status, fresh(order).refunded_amount) == (
        "won",
        "paid",
        0,
    )
    assert "won" in Case.objects.get().messages.latest("pk").text
    assert truth(gateway) == ["authorize", "capture", "chargeback", "reversal"]
    assert people.unfinished() == []
    assert books() == {}


def test_an_early_warning_is_a_case_and_is_told_once_however_often_it_comes(shop, outside, books):
    order, gateway = delivered(shop, outside, {0: 1}), outside["gateway"]
    capture = PaymentTransaction.objects.get(kind="capture").gateway_reference
    fault = {"operation": "dispute", "mode": "webhooks_duplicated", "times": 1}
    post(gateway, "/_control/faults", fault)

    post(gateway, "/_control/fraud-warnings", {"capture": capture})
    wait_until(lambda: Case.objects.exists())
    people.work(1)

    assert (Dispute.objects.get().kind, Case.objects.get().priority) == ("warning", "high")
    assert (Payment.objects.get().refunds_frozen, fresh(order).payment_status) == (True, "paid")
    assert books() == {}


def test_a_suspected_order_is_asked_for_proof_accepted_and_shipped(shop, outside, books):
    order = placed_order(shop, {0: 1}, **SUSPECT)
    people.work()
    review = RiskReview.objects.get()

    ask_for_proof(review_id=review.pk, days=2, reason="New customer", actor=SYSTEM)
    people.work()
    assert f"Please confirm your order {order.number}" in subjects(outside["mail"])
    accept_order(review_id=review.pk, reason="She sent a bill.", actor=SYSTEM)
    people.work()

    assert fresh(order).state == "confirmed"
    assert books() == {}


def test_whoever_was_declined_waits_on_the_desk_with_the_next_order_as_well(shop, outside, books):
    order = placed_order(shop, {0: 1}, **SUSPECT)
    people.work()
    decline_order(review_id=RiskReview.objects.get().pk, reason="A stolen card", actor=SYSTEM, deny=["email"])
    people.work()
    assert (fresh(order).state, fresh(order).payment_status) == ("canceled", "voided")
    assert DenyListEntry.objects.get().value == "eve@example.com"

    again = CustomerRequest(name="E", email="Eve+2@example.com")
    second = placed_order(shop, {0: 1}, customer=again)
    people.work()

    found = RiskReview.objects.get(order=second).assessment
    assert found.verdict == "decline"
    assert "A stolen card" in found.signals[0]["sentence"]
    assert truth(outside["gateway"]) == ["authorize", "void", "authorize"]
    assert books() == {}
