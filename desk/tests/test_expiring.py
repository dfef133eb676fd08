"""The radar's page and the desk of late money: what a person sees, and what the buttons do."""

from datetime import timedelta

import httpx
import pytest
from django.urls import reverse
from django.utils import timezone

from core.actors import SYSTEM
from orders.intake.reference import forget_reference
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.services.canceling import expire_order
from orders.tests.factories import placed_order
from payments.gateways.registry import gateway_named
from payments.models import LateMoney, Payment, PaymentTransaction, Refund
from payments.services.receiving import record_payment_received
from payments.tests.factories import confirmed_by_workers, work

pytestmark = pytest.mark.django_db
RADAR = "desk:expiring"


@pytest.fixture
def paying(shop, settings, gateway_simulator):
    """The shop with its money wired to the sandbox."""
    settings.OMS_WIRING = "payments.tests.wiring.WIRING"
    settings.GATEWAY_URL = gateway_simulator.url
    settings.GATEWAY_WEBHOOK_SECRET = gateway_simulator.webhook_secret
    httpx.delete(f"{gateway_simulator.url}/_control/faults")
    forget_reference()
    yield shop
    gateway_named("sandbox").close()


@pytest.fixture
def late(paying) -> LateMoney:
    order = placed_order(paying, {0: 8}, tenders=[TenderRequest(kind="transfer")])
    work()
    expire_order(order_id=order.pk, actor=SYSTEM)
    payment = Payment.objects.get()
    record_payment_received(payment_id=payment.pk, amount=payment.amount, reference="bank 7", actor=SYSTEM)
    work()
    return LateMoney.objects.get()


def backordered(shop) -> tuple[Order, PaymentTransaction]:
    order = confirmed_by_workers(shop, {0: 12})
    return order, PaymentTransaction.objects.get(payment__order=order)


def test_the_radar_shows_what_is_at_risk_and_the_act_the_channel_wants(client, paying, sign_in):
    order, _ = backordered(paying)
    sign_in("Payments")

    page = client.get(reverse(RADAR), {"days": "14"}).content.decode()

    assert order.number in page
    for words in (
        "€150.00",
        "€24.00",
        "at risk: it cannot ship by then",
        "Only a part of the goods can leave by then.",
    ):
        assert words in page
    assert "No reservation runs out within 1 day." in client.get(reverse(RADAR), {"days": "1"}).content.decode()


def test_a_press_captures_and_a_second_press_is_told_why_not(client, paying, sign_in):
    order, authorization = backordered(paying)
    sign_in("Payments")
    url = reverse("desk:expiring-act", args=[authorization.pk])

    first = client.post(url, {"act": "capture", "days": "14"}, follow=True).content.decode()
    work()
    second = client.post(url, {"act": "capture", "days": "14"}, follow=True).content.decode()

    assert "A worker captures it." in first
    assert "nothing of this authorization is left." in second
    assert Order.objects.get(pk=order.pk).captured_amount == order.total


def test_an_act_is_neither_offered_nor_made_without_its_right(client, paying, sign_in):
    _, authorization = backordered(paying)
    sign_in("CSR")

    page = client.get(reverse(RADAR)).content.decode()
    answer = client.post(reverse("desk:expiring-act", args=[authorization.pk]), {"act": "capture"})

    assert 'value="capture"' not in page
    assert answer.status_code == 403
    assert PaymentTransaction.objects.count() == 1


def test_what_is_no_act_is_refused_and_nothing_is_done(client, paying, sign_in):
    _, authorization = backordered(paying)
    sign_in("Payments")

    answer = client.post(reverse("desk:expiring-act", args=[authorization.pk]), {"act": "ship"}, follow=True)

    assert "Choose what is to be done" in answer.content.decode()
    assert PaymentTransaction.objects.count() == 1


def test_the_radars_page_asks_as_many_queries_for_many_rows_as_for_one(
    client, paying, sign_in, django_assert_max_num_queries
):
    for _ in range(3):
        backordered(paying)
        paying.receive(12)
    sign_in("Payments")
    client.get(reverse(RADAR))

    with django_assert_max_num_queries(12):
        page = client.get(reverse(RADAR), {"days": "14"})

    assert len(page.context["rows"]) == 3


def test_late_money_shows_its_two_ways_out_and_why_one_is_shut(client, late, paying, sign_in):
    placed_order(paying, {0: 5})
    sign_in("Payments")

    page = client.get(reverse("admin:payments_latemoney_change", args=[late.pk])).content.decode()

    assert "3 of 8 × Product 1 are not in stock any more." in page
    assert "Reinstate, backorder what is gone" in page
    assert "Give the money back" in page


def test_one_press_and_a_reason_reinstate_the_order(client, late, sign_in):
    sign_in("Payments")

    client.post(
        reverse("admin:payments_latemoney_move", args=[late.pk, "reinstate"]), {"reason": "paid on Monday"}
    )  # fmt: skip
    work()

    assert Order.objects.get(pk=late.order_id).state == "confirmed"
    assert LateMoney.objects.get().decided_at - timezone.now() < timedelta(minutes=1)


def test_one_press_gives_the_money_back(client, late, sign_in):
    sign_in("Payments")

    client.post(reverse("admin:payments_latemoney_move", args=[late.pk, "give_back"]))

    assert (Refund.objects.get().amount, LateMoney.objects.get().state) == (late.amount, "given_back")


def test_a_rep_sees_late_money_and_is_offered_nothing(client, late, sign_in):
    sign_in("CSR")

    page = client.get(reverse("admin:payments_latemoney_change", args=[late.pk])).content.decode()

    assert "Give the money back" not in page
    assert client.post(reverse("admin:payments_latemoney_move", args=[late.pk, "give_back"])).status_code == 403


def test_the_list_of_late_money_opens_on_what_waits(client, late, sign_in):
    sign_in("Payments")

    page = client.get(reverse("admin:payments_latemoney_changelist"), {"state": "open"}).content.decode()

    assert late.order.number in page
    assert "Waits for a decision" in page
