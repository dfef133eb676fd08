"""The part of Stripe's protocol that the gateway speaks, as bytes on the wire."""

import hashlib
import hmac
import time
from uuid import uuid4

import httpx
import pytest

from simulators.tests.processes import SECRET, Receiver, Simulator

AUTH = {"Authorization": "Bearer sk_test_x"}


def post(gateway: Simulator, path: str, form: dict[str, str], key: str | None = None) -> httpx.Response:
    return gateway.client.post(path, data=form, headers={**AUTH, "Idempotency-Key": key or uuid4().hex})


def intent(gateway: Simulator, card: str = "visa", key: str | None = None, **more: str) -> httpx.Response:
    form = {
        "amount": "5000", "currency": "eur", "capture_method": "manual", "confirm": "true",
        "payment_method": f"pm_card_{card}", "metadata[order]": "SO-1", "return_url": "https://shop.example/back?a=1",
        "payment_method_options[card][request_multicapture]": "if_available", **more,
    }  # fmt: skip
    return post(gateway, "/v1/payment_intents", form, key)


def error_of(answer: httpx.Response) -> tuple[int, str, str]:
    error = answer.json()["error"]
    return answer.status_code, error["type"], error.get("code", "")


def test_an_intent_is_held_captured_in_parts_and_the_rest_let_go(gateway: Simulator):
    made = intent(gateway, **{"expand[0]": "latest_charge"}).json()
    assert (made["status"], made["amount_capturable"]) == ("requires_capture", 5000)
    assert made["latest_charge"]["payment_method_details"]["card"]["last4"] == "4242"
    assert not [name for name in made if name.startswith("_")]

    part = {"amount_to_capture": "2000", "final_capture": "false", "metadata[a]": "b"}
    after = post(gateway, f"/v1/payment_intents/{made['id']}/capture", part).json()
    over = post(gateway, f"/v1/payment_intents/{made['id']}/cancel", {}).json()

    assert (after["amount_received"], after["amount_capturable"], after["metadata"]["a"]) == (2000, 3000, "b")
    assert (over["status"], over["amount_capturable"]) == ("canceled", 0)
    moved = [(line["operation"], line["amount"], line["reference"]) for line in gateway.truth()]
    assert moved == [("authorize", "50.00", "SO-1"), ("capture", "20.00", "SO-1"), ("void", "30.00", "SO-1")]


def test_errors_have_stripes_shape(gateway: Simulator):
    declined = intent(gateway, "chargeDeclinedInsufficientFunds")
    assert error_of(declined) == (402, "card_error", "card_declined")
    assert declined.json()["error"]["payment_intent"]["status"] == "requires_payment_method"
    assert error_of(intent(gateway, "nobody")) == (404, "invalid_request_error", "resource_missing")
    assert error_of(intent(gateway, amount="1.5")) == (400, "invalid_request_error", "parameter_invalid_integer")
    assert error_of(intent(gateway, currency="kwd", amount="1234"))[0] == 400
    assert gateway.client.get("/v1/payment_intents/pi_x", headers=AUTH).status_code == 404
    assert gateway.client.get("/v1/payment_intents/pi_x").status_code == 401
    assert [line["outcome"] for line in gateway.truth()] == ["declined"]


def test_a_key_replays_its_answer_refuses_another_body_and_is_one_at_a_time(gateway: Simulator):
    first, again = intent(gateway, key="k1"), intent(gateway, key="k1")
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert error_of(intent(gateway, key="k1", amount="1"))[:2] == (400, "idempotency_error")
    assert len(gateway.truth()) == 1

    kept = [intent(gateway, "chargeDeclined", key="k2") for _ in range(2)]
    assert [answer.status_code for answer in kept] == [402, 402]
    assert kept[0].json() == kept[1].json()


@pytest.mark.parametrize(("result", "status"), [("success", "requires_capture"), ("fail", "requires_payment_method")])
def test_3d_secure_sends_the_customer_back_with_the_result(gateway: Simulator, result: str, status: str):
    made = intent(gateway, "threeDSecure2Required").json()
    page = made["next_action"]["redirect_to_url"]["url"]
    assert "Confirm" in gateway.client.get(page).text

    gone = gateway.client.post(page, data={"result": result})

    told = "succeeded" if result == "success" else "failed"
    assert gone.headers["Location"].startswith("https://shop.example/back?a=1&payment_intent=pi_")
    assert gone.headers["Location"].endswith(f"redirect_status={told}")
    assert gateway.client.get(f"/v1/payment_intents/{made['id']}", headers=AUTH).json()["status"] == status
    again = gateway.client.post(page, data={"result": "success"})
    assert "Nothing to confirm" in again.text
    assert "https://shop.example/back?a=1" in again.text
    assert gateway.client.get(f"/v1/payment_intents/{made['id']}", headers=AUTH).json()["status"] == status


def test_webhooks_come_in_stripes_envelope_signed_and_beside_those_of_the_sandbox(
    gateway: Simulator, receiver: Receiver
):
    gateway.client.post("/_control/stripe/webhook-url", json={"url": receiver.url})
    made = intent(gateway, key="k3").json()
    receiver.wait_for(lambda it: len(it.bodies) >= 2)
    gateway.client.post("/_control/stripe/webhook-url", json={"url": ""})

    event, header = receiver.events[0], receiver.headers[0]["Stripe-Signature"]
    assert [event["type"] for event in receiver.events] == [
        "charge.succeeded", "payment_intent.amount_capturable_updated",
    ]  # fmt: skip
    assert (event["object"], event["request"]["idempotency_key"]) == ("event", "k3")
    assert event["data"]["object"]["payment_intent"] == made["id"]
    stamp, signature = (part.partition("=")[2] for part in header.split(","))
    assert abs(int(stamp) - time.time()) < 60
    expected = hmac.new(SECRET.encode(), f"{stamp}.".encode() + receiver.bodies[0], hashlib.sha256).hexdigest()
    assert signature == expected


def test_search_lags_and_the_list_does_not(gateway: Simulator):
    made = intent(gateway, **{"metadata[oms_key]": "k4"}).json()
    query = {"query": "metadata['oms_key']:'k4'"}
    found = gateway.client.get("/v1/payment_intents/search", params=query, headers=AUTH).json()
    listed = gateway.client.get("/v1/payment_intents", params={"limit": "1"}, headers=AUTH).json()

    assert found["data"] == []
    assert [row["id"] for row in listed["data"]] == [made["id"]]


def test_disputes_and_warnings_are_told(gateway: Simulator, receiver: Receiver):
    made = intent(gateway, **{"expand[0]": "latest_charge"}).json()
    charge = made["latest_charge"]["id"]
    post(gateway, f"/v1/payment_intents/{made['id']}/capture", {})
    gateway.client.post("/_control/stripe/webhook-url", json={"url": receiver.url})
    opened = gateway.client.post("/_control/stripe/disputes", json={"charge": charge}).json()
    gateway.client.post("/_control/stripe/warnings", json={"charge": charge})
    gateway.client.post(f"/_control/stripe/disputes/{opened['id']}", json={"status": "won"})
    receiver.wait_for(lambda it: len(it.bodies) >= 5)
    gateway.client.post("/_control/stripe/webhook-url", json={"url": ""})

    assert opened["evidence_details"]["due_by"] > time.time()
    assert {event["type"] for event in receiver.events} == {
        "charge.dispute.created", "charge.dispute.funds_withdrawn", "radar.early_fraud_warning.created",
        "charge.dispute.closed", "charge.dispute.funds_reinstated",
    }  # fmt: skip
    assert error_of(post(gateway, "/v1/refunds", {"charge": charge}))[2] == "charge_disputed"
