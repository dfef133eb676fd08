"""The adapter's contract, against the real sandbox gateway: what it answers, and how it fails by reaction."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from core.errors import Declined, Misconfigured, OutcomeUnknown, Unavailable
from payments.errors import AuthorizationLapsed
from payments.gateways.contract import Instruction
from payments.gateways.registry import gateway_named
from payments.gateways.sandbox import client as sandbox
from payments.statuses import TransactionKind


def instruction(kind: str = "authorization", amount: str = "50.00", **other) -> Instruction:
    values = {"token": "tok_visa", "reference": "O-1", "currency": "EUR", "key": uuid4().hex, **other}
    return Instruction(kind=TransactionKind(kind), amount=Decimal(amount), **values)


@pytest.fixture
def adapter(gateway):
    return gateway_named("sandbox")


def authorized(adapter, amount: str = "50.00", **other) -> str:
    return adapter.perform(instruction(amount=amount, **other)).gateway_reference


def test_an_authorization_tells_the_card_and_until_when_it_holds(adapter):
    receipt = adapter.perform(instruction(billing_country="DE"))

    assert (receipt.status, receipt.amount, receipt.currency) == ("ok", Decimal(50), "EUR")
    assert (receipt.card.brand, receipt.card.last4, receipt.card.country) == ("visa", "4242", "DE")
    assert receipt.expires_at is not None


def test_money_is_captured_in_parts_voided_and_given_back(adapter, gateway):
    target = authorized(adapter)

    capture = adapter.perform(instruction("capture", "20.00", target=target))
    adapter.perform(instruction("void", "30.00", target=target))
    adapter.perform(instruction("refund", "5.00", target=capture.gateway_reference))

    assert gateway.truth() == [("authorize", "50.00"), ("capture", "20.00"), ("void", "30.00"), ("refund", "5.00")]


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "1200"), ("KWD", "1.234")])
def test_amounts_carry_the_digits_of_their_currency(adapter, gateway, currency, amount):
    adapter.perform(instruction(amount=amount, currency=currency))

    assert gateway.truth() == [("authorize", amount)]


def test_the_same_key_twice_moves_money_once(adapter, gateway):
    asked = instruction()

    first, second = adapter.perform(asked), adapter.perform(asked)

    assert first == second
    assert len(gateway.truth()) == 1


def test_a_key_can_be_asked_for_and_one_never_used_is_not_found(adapter):
    asked = instruction()
    done = adapter.perform(asked)

    assert adapter.find(asked) == done
    assert adapter.find(replace(asked, key="never")) is None


def test_an_authorization_that_waited_for_its_holder_is_found_as_it_is_now(adapter, gateway):
    asked = instruction(token="tok_3ds")
    waiting = adapter.perform(asked)
    assert waiting.status == "needs_action"
    assert waiting.action_url.startswith("http")

    gateway.client.post(f"/3ds/{waiting.gateway_reference}", data={"result": "success"})

    assert adapter.find(asked).status == "ok"


@pytest.mark.parametrize(
    ("token", "words"), [("tok_declined", "declined"), ("tok_insufficient_funds", "insufficient funds")]
)
def test_a_declined_card_is_a_receipt_in_words(adapter, token, words):
    receipt = adapter.perform(instruction(token=token))

    assert receipt.status == "declined"
    assert words in receipt.message


@pytest.mark.parametrize("token", ["tok_nobody", "4242424242424242"])
def test_an_unknown_token_or_a_card_number_is_a_no_for_good(adapter, gateway, token):
    with pytest.raises(Declined):
        adapter.perform(instruction(token=token))

    assert gateway.truth() == []


def test_money_that_is_no_longer_held_is_told_apart_from_other_refusals(adapter):
    target = authorized(adapter)
    adapter.perform(instruction("void", "50.00", target=target))

    with pytest.raises(AuthorizationLapsed):
        adapter.perform(instruction("capture", "10.00", target=target))


def test_capturing_too_much_is_a_no_for_good(adapter):
    target = authorized(adapter)

    with pytest.raises(Declined) as refused:
        adapter.perform(instruction("capture", "50.01", target=target))

    assert refused.value.context["gateway_code"] == "amount_too_large"


@pytest.mark.parametrize("mode", ["error_before", "error_after", "garbage"])
def test_an_answer_nobody_can_trust_leaves_the_outcome_unknown(adapter, gateway, mode):
    gateway.break_once("authorize", mode)

    with pytest.raises(OutcomeUnknown):
        adapter.perform(instruction())


@pytest.mark.parametrize(("mode", "movements"), [("timeout_before", 0), ("timeout_after", 1)])
def test_silence_leaves_the_outcome_unknown_and_asking_by_key_tells(gateway, monkeypatch, mode, movements):
    monkeypatch.setattr(sandbox, "ANSWER_SECONDS", 0.3)
    adapter, asked = sandbox.SandboxGateway(), instruction()
    gateway.break_once("authorize", mode, delay_seconds=1)

    with pytest.raises(OutcomeUnknown):
        adapter.perform(asked)

    assert len(gateway.truth()) == movements
    assert (adapter.find(asked) is not None) == bool(movements)
    adapter.close()


def test_a_gateway_that_is_not_there_is_unavailable_and_nothing_happened(settings):
    settings.GATEWAY_URL = "http://127.0.0.1:9"
    adapter = sandbox.SandboxGateway()

    with pytest.raises(Unavailable):
        adapter.perform(instruction())
    with pytest.raises(Unavailable):
        adapter.find(instruction())
    adapter.close()


def test_a_missing_address_is_our_own_mistake(settings):
    settings.GATEWAY_URL = ""

    with pytest.raises(Misconfigured):
        sandbox.SandboxGateway().perform(instruction())
