"""Money given back and taken from the order's page."""

from decimal import Decimal

import httpx
import pytest
from django.urls import reverse

from core.actors import SYSTEM
from orders.tests.factories import placed_order
from payments.models import Payment, PaymentTransaction, Refund
from payments.selectors.refundable import RefundWish
from payments.services.collecting import request_capture
from payments.services.granting import grant_parts
from payments.services.refunding import grant_refund
from payments.tests.factories import confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(shop, settings, gateway_simulator):
    """An order for 45 euros, authorized and captured at the sandbox gateway."""
    order = authorized(shop, settings, gateway_simulator)
    payment = Payment.objects.get(order=order)
    request_capture(payment_id=payment.pk, amount=payment.authorized_amount, actor=SYSTEM)
    work()
    order.refresh_from_db()
    return order


def authorized(shop, settings, gateway_simulator):
    settings.OMS_WIRING = "payments.tests.wiring.WIRING"
    settings.GATEWAY_URL = gateway_simulator.url
    settings.GATEWAY_WEBHOOK_SECRET = gateway_simulator.webhook_secret
    httpx.delete(f"{gateway_simulator.url}/_control/faults")
    return confirmed_by_workers(shop, {0: 2})


def move_url(order, move: str) -> str:
    return reverse("admin:orders_order_move", args=[order.pk, move])


def page_of(client, order) -> str:
    return client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()


def grant(client, order, given: dict, **options):
    """Look at the preview, then press the button that makes it so."""
    seen = client.post(move_url(order, "grant_refund"), given)
    preview = seen.context.get("preview") if seen.context else None
    if preview is None:
        return seen
    return client.post(move_url(order, "grant_refund"), {**given, "seen_preview": preview.fingerprint}, **options)


def test_a_rep_grants_a_refund_and_is_led_to_its_page(client, paid, sign_in):
    sign_in("CSR")
    form = client.get(move_url(paid, "grant_refund")).context["form"]
    key = form["cause_reference"].value()

    answer = grant(client, paid, {"amount": "5", "reason": "Scratched", "cause_reference": key}, follow=True)

    refund = Refund.objects.get()
    assert (refund.order, refund.amount, refund.reason, refund.state) == (paid, 5, "Scratched", "granted")
    assert f'href="{reverse("admin:payments_refund_change", args=[refund.pk])}">Approve' in answer.content.decode()
    assert not PaymentTransaction.objects.filter(kind="refund").exists()


def test_a_second_click_is_the_same_refund_and_another_amount_is_refused(client, paid, sign_in):
    sign_in("CSR")
    given = {"amount": "5", "reason": "Scratched", "cause_reference": "k1"}

    first, again = (grant(client, paid, given) for _ in range(2))
    more = grant(client, paid, {**given, "amount": "6"})
    fresh = grant(client, paid, {**given, "cause_reference": "k2"})

    assert (first.status_code, again.status_code, fresh.status_code) == (302, 302, 302)
    assert "Start anew" in more.content.decode()
    assert Refund.objects.count() == 2


def test_more_than_is_free_is_refused_and_a_reason_is_asked_for(client, paid, sign_in):
    sign_in("CSR")
    given = {"amount": paid.captured_amount + 1, "reason": "All wrong", "cause_reference": "k1"}

    more = grant(client, paid, given)
    silent = grant(client, paid, {**given, "amount": "5", "reason": ""})

    assert "captured and not promised back" in more.content.decode()
    assert (silent.status_code, Refund.objects.count()) == (422, 0)


def test_units_and_shipping_are_previewed_with_their_worth_and_nothing_is_done_before(client, paid, sign_in):
    sign_in("CSR")
    paid = ship(paid, {1: 2}, 1)
    line, charge = paid.lines.get(), paid.charges.get()
    given = {
        f"units_{line.pk}": "1", f"charge_{charge.pk}": "2.50", "amount": "1", "reason": "Late",
        "cause_reference": "k1",
    }  # fmt: skip

    seen = client.post(move_url(paid, "grant_refund"), given)
    nothing_yet = Refund.objects.count()
    made = client.post(
        move_url(paid, "grant_refund"), {**given, "seen_preview": seen.context["preview"].fingerprint}, follow=True
    )

    assert seen.context["preview"].rows == [
        ("1 × Product 1", "€12.00"), ("Standard", "€2.50"), ("Goodwill", "€1.00"), ("Together", "€15.50"),
        ("of which tax", "€2.42"), (f"back to {Payment.objects.get(order=paid).number}, card …4242", "€15.50"),
    ]  # fmt: skip
    assert "Another person has to approve it" in seen.content.decode()
    assert (nothing_yet, Refund.objects.get().amount) == (0, Decimal("15.5"))
    assert "is granted" in made.content.decode()


def test_what_changed_since_the_preview_is_previewed_anew(client, paid, sign_in):
    sign_in("CSR")
    paid = ship(paid, {1: 2}, 1)
    units = {paid.lines.get().pk: 1}
    given = {f"units_{paid.lines.get().pk}": "1", "reason": "Late", "cause_reference": "k1"}
    seen = client.post(move_url(paid, "grant_refund"), given).context["preview"].fingerprint

    changed = client.post(move_url(paid, "grant_refund"), {**given, "amount": "2", "seen_preview": seen})
    grant_parts(order_id=paid.pk, wish=RefundWish(units=units), reason="first", actor=SYSTEM)
    grant_parts(order_id=paid.pk, wish=RefundWish(units=units), reason="second", actor=SYSTEM)
    late = client.post(move_url(paid, "grant_refund"), {**given, "seen_preview": seen})

    assert changed.context["preview"].fingerprint != seen
    assert "0 units of Product 1 can be refunded, not 1" in late.content.decode()
    assert Refund.objects.count() == 2


def test_the_button_says_why_nothing_can_be_given_back(client, shop, paid, sign_in):
    sign_in("CSR")
    reason = "o captured money is free to be given back."
    unpaid = placed_order(shop)
    open_page = page_of(client, paid)
    grant_refund(order_id=paid.pk, amount=paid.captured_amount, reason="All wrong", actor=SYSTEM)

    assert move_url(paid, "grant_refund") in open_page
    assert reason not in open_page
    assert reason in page_of(client, unpaid)
    assert reason in page_of(client, paid)


def test_authorized_money_is_taken_from_the_order_by_who_may(client, shop, settings, gateway_simulator, sign_in):
    order = authorized(shop, settings, gateway_simulator)
    payment = Payment.objects.get(order=order)
    sign_in("CSR")
    refused = client.post(move_url(order, "capture"), {"payment_id": payment.pk, "amount": "7"})
    sign_in("Payments")

    offered = move_url(order, "capture") in page_of(client, order)
    client.post(move_url(order, "capture"), {"payment_id": payment.pk, "amount": "7"})
    work()

    payment.refresh_from_db()
    assert (refused.status_code, offered, payment.captured_amount) == (403, True, Decimal(7))


def test_a_payment_of_another_order_is_not_taken(client, shop, settings, gateway_simulator, sign_in):
    order = authorized(shop, settings, gateway_simulator)
    other = confirmed_by_workers(shop, {0: 1})
    sign_in("Payments")

    answer = client.post(move_url(order, "capture"), {"payment_id": Payment.objects.get(order=other).pk, "amount": "7"})

    assert answer.status_code == 422
    assert not PaymentTransaction.objects.filter(kind="capture").exists()


def test_the_buttons_are_not_for_who_lacks_the_right(client, paid, sign_in):
    sign_in("Warehouse")

    page = page_of(client, paid)

    assert move_url(paid, "grant_refund") not in page
    assert client.get(move_url(paid, "grant_refund")).status_code == 403
