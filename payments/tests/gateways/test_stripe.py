"""What is particular about Stripe: its amounts, its parts, its search, its pending refunds, its errors."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import stripe
from django.utils import timezone

from core.errors import Declined, Misconfigured, OutcomeUnknown, Unavailable
from payments.errors import AuthorizationLapsed
from payments.gateways.stripe import notes
from payments.gateways.stripe.client import StripeGateway
from payments.gateways.stripe.money import amount_of, units_of
from payments.gateways.stripe.reactions import reaction_to
from payments.tests.gateways.test_contract import StripeBench


@pytest.fixture
def bench(stripe_simulator, gateway_simulator):
    return StripeBench(stripe_simulator, gateway_simulator.webhook_secret)


@pytest.fixture
def adapter(bench):
    opened = bench.open()
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        ("12.34", "EUR", 1234), ("1200", "JPY", 1200), ("1.230", "KWD", 1230), ("7", "UGX", 700), ("5", "ISK", 500),
        ("0.01", "USD", 1), ("999999.99", "USD", 99_999_999),
    ],
)  # fmt: skip
def test_amounts_become_stripes_numbers_and_come_back_exactly(amount, currency, units):
    assert units_of(Decimal(amount), currency) == units
    assert amount_of(units, currency.lower()) == Decimal(amount)


@pytest.mark.parametrize(
    ("amount", "currency"), [("1.234", "KWD"), ("0.5", "JPY"), ("0.001", "EUR"), ("7.5", "ISK"), ("7.5", "UGX")]
)
def test_an_amount_that_stripe_cannot_move_exactly_is_refused_and_never_rounded(amount, currency):
    with pytest.raises(Declined, match=currency):
        units_of(Decimal(amount), currency)


def test_a_key_that_stripe_still_works_on_is_told_to_wait_and_moves_money_once(adapter, bench):
    asked = bench.instruction()
    bench.control.break_once("authorize", "slow", delay_seconds=1.0)
    with ThreadPoolExecutor(max_workers=1) as apart:
        first = apart.submit(adapter.perform, asked)
        until_struck(bench)
        with pytest.raises(Unavailable, match="still working on this very key"):
            adapter.perform(asked)
        receipt = first.result()

    assert adapter.perform(asked).gateway_reference == receipt.gateway_reference
    assert bench.moved("authorization") == ["50.00"]


def until_struck(bench: StripeBench) -> None:
    """Until the gateway has begun to work on the first call."""
    end = time.monotonic() + 5
    while not any(fault["hits"] for fault in bench.control.client.get("/_control/faults").json()["faults"]):
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_bare_token_pays_too_and_tells_the_country_of_its_bill(adapter, bench):
    receipt = adapter.perform(bench.instruction(token="tok_visa", billing_country="DE"))

    assert (receipt.status, receipt.card.country) == ("ok", "DE")


def test_a_card_that_is_collected_from_once_tells_that_the_rest_is_gone(adapter, bench):
    held = adapter.perform(bench.instruction(token="pm_card_singleCapture")).gateway_reference
    asked = bench.instruction("capture", "20.00", target=held)

    taken = adapter.perform(asked)

    assert taken.rest_released
    assert adapter.find(asked).rest_released
    assert bench.control.truth() == [("authorize", "50.00"), ("capture", "20.00"), ("void", "30.00")]
    with pytest.raises(AuthorizationLapsed):
        adapter.perform(bench.instruction("capture", "10.00", target=held))


def test_what_was_let_go_before_is_no_surprise_when_the_rest_is_collected(adapter, bench):
    held = adapter.perform(bench.instruction(token="pm_card_singleCapture")).gateway_reference
    adapter.perform(bench.instruction("void", "30.00", target=held))

    assert not adapter.perform(bench.instruction("capture", "20.00", target=held)).rest_released


def test_a_void_that_was_only_noted_is_finished_by_asking_once_more(adapter, bench, monkeypatch):
    held = adapter.perform(bench.instruction()).gateway_reference
    asked = bench.instruction("void", "50.00", target=held)
    with monkeypatch.context() as dying:
        dying.setattr(StripeGateway, "_let_go", lambda *_, **__: (_ for _ in ()).throw(OutcomeUnknown("It died.")))
        with pytest.raises(OutcomeUnknown):
            adapter.perform(asked)
    assert bench.moved("void") == []

    assert adapter.find(asked) is None
    assert adapter.perform(asked).amount == Decimal(50)
    assert adapter.find(asked).status == "ok"
    assert bench.moved("void") == ["50.00"]


def test_a_capture_that_should_let_the_rest_go_is_finished_by_asking_once_more(adapter, bench, monkeypatch):
    held = adapter.perform(bench.instruction()).gateway_reference
    adapter.perform(bench.instruction("void", "30.00", target=held))
    asked = bench.instruction("capture", "20.00", target=held)
    with monkeypatch.context() as dying:
        dying.setattr(StripeGateway, "_let_go", lambda *_, **__: (_ for _ in ()).throw(OutcomeUnknown("It died.")))
        with suppress(OutcomeUnknown):
            adapter.perform(asked)

    while adapter.find(asked) is None:
        adapter.perform(asked)
    assert adapter.find(asked).status == "ok"
    assert bench.moved("capture") == ["20.00"]
    intent = adapter._client().v1.payment_intents.retrieve(held)
    assert intent.amount_capturable == 0


def test_an_old_authorization_is_found_by_search_and_a_new_one_by_the_list(adapter, bench):
    asked = bench.instruction()
    adapter.perform(asked)
    long_ago = replace(asked, asked_at=timezone.now() - timedelta(days=9))
    assert adapter.find(long_ago).status == "ok"

    bench.control.client.post("/_control/stripe/search-lag", json={"seconds": 0})
    in_the_future = replace(asked, asked_at=timezone.now() + timedelta(days=1))
    found = adapter.find(in_the_future)
    bench.control.client.post("/_control/stripe/search-lag", json={})

    assert found.status == "ok"


def test_without_the_list_a_new_authorization_would_be_taken_for_one_that_never_was(adapter, bench, monkeypatch):
    asked = bench.instruction()
    adapter.perform(asked)
    monkeypatch.setattr("payments.gateways.stripe.finding._listed", lambda *_, **__: "")

    assert adapter.find(asked) is None


def test_a_list_of_many_is_read_to_its_end(adapter, bench):
    first = bench.instruction()
    adapter.perform(first)
    for _ in range(3):
        adapter.perform(bench.instruction())

    with pytest.MonkeyPatch.context() as short:
        short.setattr("payments.gateways.stripe.finding.PAGE", 2)
        assert adapter.find(first).status == "ok"


def test_a_pending_refund_is_unknown_until_stripe_knows(adapter, bench):
    held = adapter.perform(bench.instruction(token="pm_card_pendingRefund")).gateway_reference
    taken = adapter.perform(bench.instruction("capture", target=held)).gateway_reference
    asked = bench.instruction("refund", "20.00", target=taken)

    for ask in (adapter.perform, adapter.find):
        with pytest.raises(OutcomeUnknown, match="pending"):
            ask(asked)
    refund = bench.control.client.get("/v1/refunds", headers={"Authorization": "Bearer sk_test"}).json()["data"][0]
    bench.control.client.post(f"/_control/stripe/refunds/{refund['id']}", json={"status": "succeeded"})

    assert adapter.find(asked).status == "ok"
    assert bench.moved("refund") == ["20.00"]


def test_a_refund_that_comes_back_is_a_no_in_words(adapter, bench):
    held = adapter.perform(bench.instruction(token="pm_card_refundFail")).gateway_reference
    taken = adapter.perform(bench.instruction("capture", target=held)).gateway_reference

    receipt = adapter.perform(bench.instruction("refund", target=taken))

    assert (receipt.status, receipt.message) == ("declined", "The refund came back: expired or canceled card.")
    assert bench.moved("refund") == []


def test_a_capture_the_issuer_refuses_and_a_lapsed_authorization_hold_no_money(adapter, bench):
    held = adapter.perform(bench.instruction(token="pm_card_captureFails")).gateway_reference

    with pytest.raises(AuthorizationLapsed, match="refused"):
        adapter.perform(bench.instruction("capture", target=held))


def test_what_waits_for_its_customer_cannot_be_collected(adapter, bench):
    waiting = adapter.perform(bench.instruction(token=bench.tokens.challenged)).gateway_reference

    with pytest.raises(Declined, match="not authorized"):
        adapter.perform(bench.instruction("capture", target=waiting))


def test_a_challenge_that_no_address_leads_to_is_unknown(adapter, bench):
    with pytest.raises(OutcomeUnknown, match="no address"):
        adapter.perform(bench.instruction(token=bench.tokens.challenged, return_url=""))


def test_a_card_given_on_stripes_page_pays_again_and_again(adapter, bench):
    page = adapter.card_page(return_url="https://shop.example/o/x/pay/")
    chosen = bench.control.client.post(page, data={"card": "pm_card_visa"})
    token = chosen.headers["Location"].partition("card=")[2]
    assert token.startswith("cs_")

    for _ in range(2):
        assert adapter.perform(bench.instruction(token=token)).status == "ok"


def test_a_card_page_that_was_left_open_pays_nothing(adapter, bench):
    session = adapter.card_page(return_url="https://shop.example/").rpartition("/")[2]

    with pytest.raises(Declined, match="No card was given"):
        adapter.perform(bench.instruction(token=session))


def test_a_bare_card_pays_once_only(adapter, bench):
    made = adapter.perform(bench.instruction(token="pm_card_visa")).gateway_reference
    intent = bench.control.client.get(f"/v1/payment_intents/{made}", headers={"Authorization": "Bearer sk_test"}).json()

    with pytest.raises(Declined, match="used before"):
        adapter.perform(bench.instruction(token=intent["payment_method"]))


def test_a_key_too_long_to_be_noted_is_refused_before_anything_is_sent(adapter, bench):
    with pytest.raises(Misconfigured):
        adapter.perform(bench.instruction(key="k" * 37))
    assert bench.control.truth() == []


def test_notes_of_other_programs_on_an_intent_are_not_ours():
    intent = {"metadata": {"oms_key": "a", "order": "O-1", "oms_b": "capture 12", "oms_c": "void x", "d": "capture 5"}}

    assert notes.notes_on(intent) == {"oms_b": notes.Note("capture", 12)}


@pytest.mark.parametrize(
    ("error", "reaction"),
    [
        (stripe.RateLimitError("slow down", http_status=429), Unavailable),
        (stripe.APIError("in use", http_status=409), Unavailable),
        (stripe.APIError("oops", http_status=500), OutcomeUnknown),
        (stripe.APIError("no json", http_status=200), OutcomeUnknown),
        (stripe.AuthenticationError("who?", http_status=401), Misconfigured),
        (stripe.PermissionError("may not", http_status=403), Misconfigured),
        (stripe.IdempotencyError("other", http_status=400), Misconfigured),
        (stripe.InvalidRequestError("what?", "amount", code="parameter_invalid_integer"), Misconfigured),
        (stripe.InvalidRequestError("gone", None, code="charge_expired_for_capture"), AuthorizationLapsed),
        (stripe.InvalidRequestError("given back", None, code="charge_already_refunded"), Declined),
        (stripe.CardError("no", None, "card_declined"), Declined),
    ],
)
def test_each_error_has_its_reaction(error, reaction):
    assert type(reaction_to(error)) is reaction
