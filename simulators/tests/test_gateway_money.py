import time
from decimal import Decimal

import pytest

from simulators.tests.paying import authorize, capture, get, post, refund


def test_an_authorization_is_collected_in_parts_up_to_its_amount_and_not_above(gateway):
    authorization = authorize(gateway, "50.00").json()

    assert capture(gateway, authorization["id"], "30.00").status_code == 200
    assert capture(gateway, authorization["id"], "20.01").json()["error"]["code"] == "amount_too_large"
    assert capture(gateway, authorization["id"], "20.00").status_code == 200

    assert [line["amount"] for line in gateway.truth("capture")] == ["30.00", "20.00"]
    assert get(gateway, f"/v1/authorizations/{authorization['id']}").json()["captured_amount"] == "50.00"


def test_a_refund_never_passes_what_was_collected(gateway):
    authorization = authorize(gateway, "50.00").json()
    collected = capture(gateway, authorization["id"], "30.00").json()

    assert refund(gateway, collected["id"], "10.00").json()["status"] == "succeeded"
    assert refund(gateway, collected["id"], "20.01").status_code == 422
    assert refund(gateway, collected["id"], "20.00").status_code == 200

    assert sum(Decimal(line["amount"]) for line in gateway.truth("refund")) == Decimal("30.00")


def test_a_void_gives_back_the_remainder_and_ends_the_authorization(gateway):
    authorization = authorize(gateway, "50.00").json()
    capture(gateway, authorization["id"], "20.00")

    voided = post(gateway, f"/v1/authorizations/{authorization['id']}/voids", {})

    assert voided.json()["amount"] == "30.00"
    assert capture(gateway, authorization["id"], "1.00").json()["error"]["code"] == "authorization_voided"
    assert get(gateway, f"/v1/authorizations/{authorization['id']}").json()["voided"] is True


def test_an_expired_authorization_is_not_collected(gateway):
    authorization = authorize(gateway, token="tok_short_auth").json()
    time.sleep(3.1)

    refused = capture(gateway, authorization["id"], "1.00")

    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "authorization_expired")
    assert gateway.truth("capture") == []


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("tok_declined", "generic_decline"),
        ("tok_insufficient_funds", "insufficient_funds"),
        ("tok_expired_card", "expired_card"),
    ],
)
def test_a_declined_card_answers_402_with_its_reason_and_holds_nothing(gateway, token, code):
    answer = authorize(gateway, token=token)

    assert (answer.status_code, answer.json()["status"], answer.json()["decline_code"]) == (402, "declined", code)
    assert capture(gateway, answer.json()["id"], "1.00").status_code == 422
    assert [line["outcome"] for line in gateway.truth()] == ["declined"]


def test_capturing_at_once_is_one_act_with_two_movements(gateway):
    body = {"amount": "9.99", "currency": "EUR", "token": "tok_visa", "reference": "SO-1", "capture": True}

    answer = post(gateway, "/v1/authorizations", body).json()

    assert (answer["captured_amount"], answer["capture"]["status"]) == ("9.99", "succeeded")
    assert [line["operation"] for line in gateway.truth()] == ["authorize", "capture"]


@pytest.mark.parametrize(
    ("token", "checks"),
    [
        ("tok_visa", {"avs": "pass", "cvc": "pass"}),
        ("tok_avs_fail", {"avs": "fail", "cvc": "pass"}),
        ("tok_cvc_fail", {"avs": "pass", "cvc": "fail"}),
    ],
)
def test_the_checks_of_a_card_are_told(gateway, token, checks):
    assert authorize(gateway, token=token).json()["checks"] == checks


def test_a_foreign_card_is_from_elsewhere_and_a_suffix_makes_another_card(gateway):
    home = authorize(gateway, token="tok_visa").json()["card"]

    assert authorize(gateway, token="tok_foreign").json()["card"]["country"] != home["country"]
    assert authorize(gateway, token="tok_visa-7").json()["card"]["fingerprint"] != home["fingerprint"]


def test_captures_and_refunds_fail_for_the_cards_made_for_it(gateway):
    stubborn = authorize(gateway, token="tok_capture_fails").json()
    assert capture(gateway, stubborn["id"], "1.00").json()["status"] == "failed"

    collected = capture(gateway, authorize(gateway, token="tok_refund_fails").json()["id"], "1.00").json()
    answer = refund(gateway, collected["id"], "1.00")

    assert (answer.status_code, answer.json()["failure_code"]) == (402, "refund_failed")
    assert [line["outcome"] for line in gateway.truth("refund")] == ["failed"]


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        ("10.5", "JPY", "too_many_decimals"),
        ("1.2345", "KWD", "too_many_decimals"),
        ("1.234", "EUR", "too_many_decimals"),
        ("0", "EUR", "invalid_amount"),
        ("-1", "EUR", "invalid_amount"),
        ("NaN", "EUR", "invalid_amount"),
        ("ten", "EUR", "invalid_amount"),
        ("1.00", "euro", "invalid_currency"),
    ],
)
def test_amounts_that_a_currency_does_not_have_are_refused(gateway, amount, currency, code):
    answer = authorize(gateway, amount, currency=currency)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
    assert gateway.truth() == []


def test_yen_have_no_decimals_and_dinars_three(gateway):
    assert authorize(gateway, "1000", currency="JPY").json()["amount"] == "1000"
    assert authorize(gateway, "1.5", currency="KWD").json()["amount"] == "1.500"


@pytest.mark.parametrize("number", ["4242424242424242", "4242 4242 4242 4242", "378282246310005"])
def test_a_card_number_is_refused_and_not_repeated(gateway, number):
    answer = authorize(gateway, token=number)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "raw_card_number")
    assert number not in answer.text


def test_unknown_tokens_and_missing_bearers_are_refused(gateway):
    assert authorize(gateway, token="tok_nobody").status_code == 422
    assert gateway.client.post("/v1/authorizations", json={}).status_code == 401
    assert gateway.client.get("/v1/authorizations/auth_none").status_code == 401


@pytest.mark.parametrize(("result", "status"), [("success", "succeeded"), ("fail", "declined")])
def test_a_card_holder_finishes_3d_secure_by_a_button(gateway, result, status):
    waiting = authorize(gateway, token="tok_3ds").json()
    assert waiting["status"] == "requires_action"
    assert gateway.truth() == []
    assert gateway.client.get(waiting["action_url"]).text.count("<button") == 2

    assert gateway.client.post(waiting["action_url"], data={"result": result}).status_code == 200

    assert get(gateway, f"/v1/authorizations/{waiting['id']}").json()["status"] == status
    assert [line["outcome"] for line in gateway.truth("authorize")] == [status]


def test_3d_secure_is_finished_by_the_api_once(gateway):
    waiting = authorize(gateway, token="tok_3ds").json()
    path = f"/v1/authorizations/{waiting['id']}/confirm_action"

    assert post(gateway, path, {"result": "success"}).json()["status"] == "succeeded"
    assert post(gateway, path, {"result": "success"}).status_code == 409
