"""The office's pages about money: they open, and their buttons call the services."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from core.actors import SYSTEM
from orders.intake.requests import TenderRequest
from orders.tests.factories import placed_order
from payments.models import GatewayEvent, Payment, PayoutFile, Refund
from payments.services.money_inbox import open_task
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

    for name in (
        "payment",
        "refund",
        "fraudrule",
        "riskassessment",
        "gatewayevent",
        "moneytask",
        "payoutfile",
        "gatewaycomparison",
    ):
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


def test_the_money_inbox_shows_its_facts_and_its_acts(office, shop):
    order = placed_order(shop)
    task = open_task(
        kind="orphan", cause="sandbox:cap_1", facts="The gateway told of 7.00.", amount=Decimal(7), currency="EUR",
        gateway="sandbox", gateway_reference="cap_1", movement="capture",
    )  # fmt: skip
    assert b"The gateway told of 7.00." in office.get(page("moneytask_changelist")).content
    shown = office.get(page("moneytask_change", task.pk)).content.decode()
    assert all(label in shown for label in ("Match to an order", "Give it back", "I look after it", "Ask to write"))
    assert "Agree to write it off" not in shown

    office.post(page("moneytask_move", task.pk, "match"), {"order_number": order.number})

    task.refresh_from_db()
    assert (task.closed_how, task.order_id) == ("matched", order.pk)
    assert "Match to an order" not in office.get(page("moneytask_change", task.pk)).content.decode()


def test_a_payout_file_is_uploaded_and_a_wrong_one_is_refused_with_its_line(office):
    name, good = "payout.csv", b"id,type,amount,net,currency,created_at\ntxn_1,capture,1,1,EUR,2026-11-01\n"
    for raw, told in ((good.replace(b"1,1,", b"x,1,"), "Line 2: “x” in amount is no amount."), (good, "payout.csv")):
        upload = {"shape": "sandbox", "file": SimpleUploadedFile(name, raw)}
        answer = office.post(page("payoutfile_add"), upload, follow=True)
        assert told in answer.content.decode()

    assert b"txn_1" in office.get(f"{page('payoutrow_changelist')}?file={PayoutFile.objects.get().pk}").content
    assert b"No movement of ours" in office.get(page("moneytask_changelist")).content


def test_a_parked_webhook_has_a_button(office):
    event = GatewayEvent.objects.create(source="sandbox", event_id="evt_1", kind="new.word", body={}, parked="No use.")
    assert b"Apply again" in office.get(page("gatewayevent_change", event.pk)).content

    office.post(page("gatewayevent_move", event.pk, "reapply"), {})

    event.refresh_from_db()
    assert (event.parked, event.tries) == ("", 1)
