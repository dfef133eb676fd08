"""The desk of disputes: its pages open, and its buttons send evidence and close warnings."""

from datetime import timedelta
from decimal import Decimal

import httpx
import pytest
from django.urls import reverse
from django.utils import timezone

from orders.intake.requests import TenderRequest
from payments.gateways.contract import DisputeNews
from payments.models import Dispute, PaymentTransaction
from payments.services.disputing import record_dispute
from payments.tests.factories import confirmed_by_workers, ship
from support.models import Case
from support.services.disputes import open_dispute_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def captured(shop, settings, gateway_simulator) -> PaymentTransaction:
    settings.OMS_WIRING = "payments.tests.wiring.WIRING"
    settings.GATEWAY_URL = gateway_simulator.url
    httpx.delete(f"{gateway_simulator.url}/_control/faults")
    ship(confirmed_by_workers(shop, {0: 2}), {1: 2}, 1)
    return PaymentTransaction.objects.get(kind="capture")


def disputed(captured: PaymentTransaction, kind: str = "chargeback", reference: str = "") -> Dispute:
    news = DisputeNews(
        reference=reference or f"dp_{kind}", capture=captured.gateway_reference, kind=kind, state="needs_response",
        amount=Decimal(30), currency="EUR", reason="fraudulent", evidence_due_at=timezone.now() + timedelta(days=3),
    )  # fmt: skip
    assert record_dispute(gateway="sandbox", news=news) == ""
    return Dispute.objects.get(reference=news.reference)


def page(name: str, *args) -> str:
    return reverse(f"admin:payments_dispute_{name}", args=args)


def test_a_dispute_is_shown_with_its_deadline_and_the_evidence_to_be_copied(sign_in, client, captured):
    dispute = disputed(captured)
    sign_in("Payments")

    listed = client.get(page("changelist"), {"has_finished_at": "empty"}).content.decode()
    shown = client.get(page("change", dispute.pk)).content.decode()

    assert "left" in listed
    for words in ("ending in 4242", captured.payment.order.number, "Send evidence", "fraudulent"):
        assert words in shown
    assert "Close the warning" not in shown


def test_evidence_starts_from_the_draft_and_is_kept(sign_in, client, captured):
    dispute = disputed(captured)
    sign_in("Payments")

    draft = client.get(page("move", dispute.pk, "evidence")).content.decode()
    client.post(page("move", dispute.pk, "evidence"), {"text": "Signed at the door."})

    assert "What was bought" in draft
    assert Dispute.objects.get().evidence == "Signed at the door."


def test_a_warning_is_closed_with_a_reason(sign_in, client, captured):
    warning = disputed(captured, "warning")
    sign_in("Payments")

    assert client.post(page("move", warning.pk, "dismiss"), {"reason": ""}).status_code == 422
    client.post(page("move", warning.pk, "dismiss"), {"reason": "A known customer"})

    assert Dispute.objects.get().state == "closed"


def test_who_lacks_the_right_sees_and_does_nothing_of_it(sign_in, client, captured):
    dispute = disputed(captured)
    sign_in("CSR")

    assert client.get(page("change", dispute.pk)).status_code == 200
    assert client.post(page("move", dispute.pk, "evidence"), {"text": "x"}).status_code == 403
    assert Dispute.objects.get().evidence == ""


def test_the_fraud_report_opens_for_those_who_may_see_risk_checks(sign_in, client):
    sign_in("Payments")
    assert client.get(reverse("desk:fraud"), {"days": "30"}).status_code == 200
    assert client.get(reverse("desk:fraud"), {"days": "odd"}).context["days"] == 90
    sign_in("Warehouse")
    assert client.get(reverse("desk:fraud")).status_code == 403


def test_the_orders_page_leads_to_its_disputes(sign_in, client, captured):
    dispute = disputed(captured)
    sign_in("Payments")

    shown = client.get(reverse("admin:orders_order_change", args=[dispute.order_id])).content.decode()
    found = client.get(page("changelist"), {"q": dispute.order.number}).content.decode()

    assert f"{page('changelist')}?q={dispute.order.number}" in shown
    assert dispute.reference in found


def test_the_page_of_a_held_order_leads_to_its_review(sign_in, client, shop, settings, gateway_simulator):
    settings.OMS_WIRING = "payments.tests.wiring.WIRING"
    settings.GATEWAY_URL = gateway_simulator.url
    held = confirmed_by_workers(shop, tenders=[TenderRequest(kind="card", token="tok_cvc_fail")])
    sign_in("Payments")

    shown = client.get(reverse("admin:orders_order_change", args=[held.pk])).content.decode()

    assert f"{reverse('admin:payments_riskreview_changelist')}?q={held.number}" in shown


def test_an_inquiry_that_becomes_a_chargeback_is_a_case_anew(captured):
    dispute = disputed(captured, "inquiry")
    open_dispute_case(order_id=dispute.order_id, dispute_id=dispute.pk)

    disputed(captured, "chargeback", dispute.reference)
    for _ in range(2):
        open_dispute_case(order_id=dispute.order_id, dispute_id=dispute.pk)

    assert [case.subject.partition(":")[0] for case in Case.objects.order_by("pk")] == ["Inquiry", "Chargeback"]
