"""The webhook inbox: forged ones are refused, repeated ones count once, any order will do."""

import hashlib
import hmac
import json
import time

import pytest

from core.actors import SYSTEM
from core.effects import drain
from orders.tests.factories import placed_order
from payments.models import GatewayEvent, Payment, PaymentTransaction
from payments.services.collecting import request_capture
from payments.tests.factories import confirmed_by_workers, work

pytestmark = pytest.mark.django_db
URL = "/webhooks/payments/sandbox/"


def post(client, settings, body: dict, *, secret: str = "", at: int | None = None):
    text = json.dumps(body).encode()
    stamp = str(at if at is not None else int(time.time()))
    key = (secret or settings.GATEWAY_WEBHOOK_SECRET).encode()
    signature = hmac.new(key, f"{stamp}.".encode() + text, hashlib.sha256).hexdigest()
    headers = {"Sandbox-Signature": f"t={stamp},v1={signature}"}
    return client.post(URL, text, content_type="application/json", headers=headers)


def authorization(transaction: PaymentTransaction, event_id: str = "evt_1", **other) -> dict:
    data = {
        "id": "auth_hook", "status": "succeeded", "amount": f"{transaction.amount:.2f}", "currency": "EUR",
        "idempotency_key": transaction.key, **other,
    }  # fmt: skip
    return {"id": event_id, "type": "authorization.succeeded", "data": data}


@pytest.fixture
def waiting(shop, settings) -> PaymentTransaction:
    """An authorization that nobody asked the gateway for yet."""
    settings.GATEWAY_WEBHOOK_SECRET = "a-secret-of-the-tests"
    settings.GATEWAY_URL = ""
    placed_order(shop)
    work_without_gateway()
    return PaymentTransaction.objects.get()


def work_without_gateway() -> None:
    drain(["default"])


def test_a_webhook_that_comes_before_our_answer_settles_the_transaction_once(client, settings, waiting):
    answers = [post(client, settings, authorization(waiting)) for _ in range(3)]
    work_without_gateway()

    waiting.refresh_from_db()
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert (waiting.outcome, GatewayEvent.objects.count()) == ("succeeded", 1)
    assert Payment.objects.get().state == "authorized"


@pytest.mark.parametrize(("secret", "age"), [("somebody-elses", 0), ("", 3600), ("", -3600)])
def test_a_forged_or_old_webhook_is_refused_and_nothing_is_kept(client, settings, waiting, secret, age):
    answer = post(client, settings, authorization(waiting), secret=secret, at=int(time.time()) - age)

    assert answer.status_code == 400
    assert GatewayEvent.objects.count() == 0


def test_a_webhook_with_another_amount_is_parked_for_the_reconciler(client, settings, waiting):
    post(client, settings, authorization(waiting, amount="1.00"))
    work_without_gateway()

    waiting.refresh_from_db()
    assert waiting.outcome == "requested"
    assert "1.00" in GatewayEvent.objects.get().parked


def test_a_dispute_counts_as_lost_when_its_money_is_withdrawn_and_not_before(client, settings, shop, gateway):
    order = confirmed_by_workers(shop)
    payment = Payment.objects.get()
    request_capture(payment_id=payment.pk, amount=order.total, actor=SYSTEM)
    work()
    capture = PaymentTransaction.objects.get(kind="capture")
    data = {
        "id": "dp_1", "capture": capture.gateway_reference, "status": "opened", "currency": "EUR",
        "amount": f"{order.total:.2f}",
    }  # fmt: skip

    post(client, settings, {"id": "evt_d", "type": "dispute.opened", "data": data})
    work()
    order.refresh_from_db()
    assert (order.payment_status, order.refunded_amount) == ("disputed", 0)
    post(client, settings, {"id": "evt_w", "type": "dispute.funds_withdrawn", "data": data})
    work()

    order.refresh_from_db()
    assert (order.payment_status, order.refunded_amount) == ("disputed", order.total)


def test_an_unknown_source_is_told_so(client):
    assert client.post("/webhooks/payments/nobody/", b"{}", content_type="application/json").status_code == 404
