"""A refund is granted by a CSR after a look at the preview, approved by a manager, and paid by the payments clerk."""

import httpx
import pytest
from django.urls import reverse

from payments.gateways.registry import gateway_named
from payments.models import Payment, Refund
from payments.tests.factories import confirmed_by_workers, ship, work
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot


@pytest.fixture
def gateway(gateway_simulator, settings):
    settings.OMS_WIRING = "payments.tests.wiring.WIRING"
    settings.OMS_UNDO_SECONDS = 0
    settings.GATEWAY_URL = gateway_simulator.url
    settings.GATEWAY_WEBHOOK_SECRET = gateway_simulator.webhook_secret
    for path in ("/_control/faults", "/_truth"):
        httpx.delete(gateway_simulator.url + path)
    yield gateway_simulator
    gateway_named("sandbox").close()


def look_at(page, axe, name: str) -> None:
    ensure_fits(page)
    ensure_open_to_all(page, axe)
    shoot(page, f"{name}-1440")
    page.set_viewport_size({"width": 390, "height": 844})
    ensure_fits(page)
    shoot(page, f"{name}-390")
    page.set_viewport_size({"width": 1440, "height": 900})


def grant(page, axe, order) -> None:
    page.goto(reverse("admin:orders_order_change", args=[order.pk]))
    page.get_by_role("link", name="Grant refund").click()
    page.get_by_label("Units of Product 1").fill("2")
    page.get_by_label("Standard in EUR").fill("2.50")
    page.get_by_label("Goodwill in EUR").fill("1")
    page.get_by_label("Reason").fill("Came scratched")
    shoot(page, "refund-form-1440")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("heading", name="What will happen").wait_for()
    look_at(page, axe, "refund-preview")
    assert not Refund.objects.exists()
    page.get_by_role("button", name="Grant refund").click()
    page.get_by_text("is granted").wait_for()
    shoot(page, "refund-granted-1440")


def test_a_refund_is_granted_approved_and_paid_by_three_people(shop, gateway, sign_in, axe):
    order = ship(confirmed_by_workers(shop, {0: 9}), {1: 9}, 1)
    rep, manager, clerk = (sign_in(role) for role in ("csr", "manager", "payments"))

    grant(rep, axe, order)
    refund = Refund.objects.get()
    address = reverse("admin:payments_refund_change", args=[refund.pk])
    rep.goto(address)
    seen_by_rep = rep.get_by_role("button", name="Approve").count()
    manager.goto(address)
    look_at(manager, axe, "refund-page")
    manager.get_by_role("button", name="Approve").click()
    manager.get_by_text("Approved.").wait_for()
    clerk.goto(address)
    clerk.get_by_role("link", name="Send the money").click()
    clerk.get_by_role("button", name="Send the money").click()
    clerk.get_by_text("On its way.").wait_for()
    work()
    clerk.goto(address)

    payment = Payment.objects.get()
    refund.refresh_from_db()
    assert seen_by_rep == 0
    assert clerk.get_by_text("Succeeded").first.is_visible()
    assert (refund.state, payment.refunded_amount, refund.amount) == ("succeeded", refund.amount, 27.5)
    assert len({refund.granted_person, refund.approved_person}) == 2
    look_at(clerk, axe, "refund-paid")


def test_who_granted_above_the_limit_is_told_to_ask_a_colleague(shop, gateway, sign_in, axe):
    order = ship(confirmed_by_workers(shop, {0: 9}), {1: 9}, 1)
    page = sign_in("manager")
    page.goto(reverse("admin:orders_order_move", args=[order.pk, "grant_refund"]))
    page.get_by_label("Units of Product 1").fill("9")
    page.get_by_label("Reason").fill("All broken")
    page.get_by_role("button", name="Preview").click()
    page.get_by_text("Another person has to approve it").wait_for()
    page.get_by_role("button", name="Grant refund").click()
    page.get_by_role("link", name="Approve and send it").click()

    page.get_by_role("button", name="Approve").click()

    page.get_by_text("Ask a colleague to approve it.").wait_for()
    look_at(page, axe, "refund-second-person")
    assert Refund.objects.get().state == "granted"
    for name in ("approvallimit", "goodwilllimit", "refund"):
        page.goto(reverse(f"admin:payments_{name}_changelist"))
        look_at(page, axe, f"list-{name}")
