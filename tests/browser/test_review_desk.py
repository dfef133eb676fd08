"""A payments clerk reads why an order waits, declines it, and sees the deny list and the report afterwards."""

import httpx
import pytest
from django.urls import reverse

from orders.intake.requests import CustomerRequest, TenderRequest
from orders.models import Order
from payments.gateways.sandbox.webhook import read_notice
from payments.models import DenyListEntry, Dispute, PaymentTransaction, RiskReview
from payments.services.disputing import record_dispute
from payments.tests.factories import confirmed_by_workers, ship, work
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot

EVE = CustomerRequest(name="Eve Example", email="eve@mailinator.com", phone="+49 30 123456")


@pytest.fixture
def suspected(shop, gateway_simulator, settings) -> Order:
    """Of a throw-away mailbox, with a wrong card code, from an IP address."""
    settings.OMS_WIRING = "payments.tests.wiring.WIRING"
    settings.GATEWAY_URL = gateway_simulator.url
    httpx.delete(f"{gateway_simulator.url}/_control/faults")
    card = [TenderRequest(kind="card", token="tok_cvc_fail")]
    return confirmed_by_workers(shop, {0: 2, 1: 1}, tenders=card, customer=EVE, client_ip="203.0.113.7")


def dispute_of_the_capture(url: str) -> Dispute:
    """As the gateway's webhook would tell it."""
    capture = PaymentTransaction.objects.get(kind="capture").gateway_reference
    opened = httpx.post(f"{url}/_control/disputes", json={"capture": capture}).json()
    told = read_notice({"data": opened}, "dispute.opened").dispute
    assert record_dispute(gateway="sandbox", news=told) == ""
    return Dispute.objects.get()


def look(page, axe, name: str) -> None:
    """As a wide and a narrow screen show it, open to all."""
    ensure_open_to_all(page, axe)
    shoot(page, f"{name}-1440")
    page.set_viewport_size({"width": 390, "height": 844})
    ensure_fits(page)
    shoot(page, f"{name}-390")
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_suspected_order_is_read_and_declined_in_one_act(suspected, sign_in, axe):
    page = sign_in("payments")

    page.goto(reverse("admin:payments_riskreview_changelist") + "?has_finished_at=empty")
    look(page, axe, "review-desk")
    page.get_by_role("link", name=suspected.number).first.click()
    page.get_by_text("The code of the card was wrong.").wait_for()
    page.get_by_text("The mailbox is a throw-away one of mailinator.com.").wait_for()
    look(page, axe, "review")
    page.get_by_role("link", name="Decline…").click()
    look(page, axe, "review-decline")
    page.get_by_label("Reason").fill("The card was reported stolen")
    page.get_by_role("button", name="Decline").click()
    page.get_by_text("Declined: the order is canceled and its money is let go.").wait_for()
    work()

    suspected.refresh_from_db()
    assert (suspected.state, suspected.payment_status) == ("canceled", "voided")
    assert RiskReview.objects.get().state == "declined"
    assert sorted(DenyListEntry.objects.values_list("kind", flat=True)) == ["card", "email", "phone"]
    page.goto(reverse("admin:payments_denylistentry_changelist"))
    look(page, axe, "deny-list")
    page.goto(reverse("desk:fraud"))
    page.get_by_text("Card code failed").wait_for()
    look(page, axe, "fraud-report")
    page.goto(reverse("admin:payments_fraudrule_add"))
    look(page, axe, "fraud-rule")


def test_a_dispute_is_answered_with_the_draft(shop, gateway_simulator, settings, sign_in, axe):
    settings.OMS_WIRING = "payments.tests.wiring.WIRING"
    settings.GATEWAY_URL = gateway_simulator.url
    httpx.delete(f"{gateway_simulator.url}/_control/faults")
    ship(confirmed_by_workers(shop, {0: 2}), {1: 2}, 1)
    dispute = dispute_of_the_capture(gateway_simulator.url)
    page = sign_in("payments")

    page.goto(reverse("admin:payments_dispute_changelist") + "?has_finished_at=empty")
    look(page, axe, "disputes")
    page.goto(reverse("admin:payments_dispute_change", args=[dispute.pk]))
    look(page, axe, "dispute")
    page.get_by_role("link", name="Send evidence…").click()
    look(page, axe, "dispute-evidence")
    page.get_by_role("button", name="Send evidence").click()
    page.get_by_text("The evidence is on its way to the bank.").wait_for()
    work()

    dispute.refresh_from_db()
    assert dispute.state == "under_review"
    assert "What was bought" in dispute.evidence
