"""The office's pages about money: they open, and their buttons call the services."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from core.actors import SYSTEM
from orders.intake.requests import TenderRequest
from payments.models import Payment, Refund
from payments.services.refunding import grant_refund
from payments.tests.factories import confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    user = User.objects.create_user("petra", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label__in=["payments", "orders"]))
    client.force_login(user)
    return client


def page(name: str, *args) -> str:
    return reverse(f"admin:payments_{name}", args=args)


def test_every_list_and_page_of_money_opens(office, shop, gateway):
    order = ship(confirmed_by_workers(shop), {1: 1}, 1)
    refund = grant_refund(order_id=order.pk, amount=Decimal(5), reason="late", actor=SYSTEM)

    for name in ("payment", "refund", "fraudrule", "riskassessment", "gatewayevent"):
        assert office.get(page(f"{name}_changelist")).status_code == 200, name
    assert b"4242" in office.get(page("payment_change", Payment.objects.get().pk)).content
    assert b"late" in office.get(page("refund_change", refund.pk)).content


def test_a_capture_by_hand_is_asked_for_and_made_by_a_worker(office, shop, gateway):
    confirmed_by_workers(shop)
    payment = Payment.objects.get()

    office.post(page("payment_move", payment.pk, "capture"), {"amount": "7.50"})
    work()

    payment.refresh_from_db()
    assert (payment.state, payment.captured_amount) == ("partially_captured", Decimal("7.5"))


def test_too_much_is_refused_in_words_and_nothing_is_promised(office, shop, gateway):
    confirmed_by_workers(shop)
    payment = Payment.objects.get()

    answer = office.post(page("payment_move", payment.pk, "capture"), {"amount": "99"})

    assert answer.status_code == 409
    assert "cannot be captured" in answer.content.decode()
    assert payment.transactions.count() == 1


def test_a_declined_card_can_be_replaced_by_a_button(office, shop, gateway):
    order = confirmed_by_workers(shop, tenders=[TenderRequest(kind="card", token="tok_declined")])
    payment = Payment.objects.get()
    assert "Ask again" in office.get(page("payment_change", payment.pk)).content.decode()

    office.post(page("payment_move", payment.pk, "retry"), {"token": "tok_visa"})
    work()

    order.refresh_from_db()
    assert order.state == "confirmed"


def test_a_refund_is_approved_and_sent_by_buttons(office, shop, gateway):
    order = ship(confirmed_by_workers(shop), {1: 1}, 1)
    refund = grant_refund(order_id=order.pk, amount=Decimal(5), reason="late", actor=SYSTEM)

    office.post(page("refund_move", refund.pk, "approve"))
    office.post(page("refund_move", refund.pk, "request"))
    work()

    assert Refund.objects.get().state == "succeeded"
