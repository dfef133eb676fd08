"""Money moves exactly as told: held, taken in parts, let go, given back; and a no is a no in words."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.errors import Declined
from payments.errors import AuthorizationLapsed
from payments.gateways.contract import Gateway
from payments.tests.gateways.suite.bench import CARD_NUMBER, Bench


class Money:
    def test_an_authorization_tells_the_card_and_until_when_it_holds(self, bench: Bench, gateway_adapter: Gateway):
        receipt = gateway_adapter.perform(bench.instruction())

        assert (receipt.status, receipt.amount, receipt.currency) == ("ok", Decimal(50), "EUR")
        assert (receipt.card.brand, receipt.card.last4) == ("visa", "4242")
        assert receipt.card.fingerprint
        assert (receipt.card.avs_check, receipt.card.cvc_check) == ("pass", "pass")
        assert receipt.gateway_reference
        assert receipt.expires_at is not None
        assert receipt.expires_at > timezone.now() + timedelta(days=1)
        assert bench.control.truth() == [("authorize", "50.00")]

    def test_money_is_taken_in_parts_let_go_and_given_back_in_parts(self, bench: Bench, gateway_adapter: Gateway):
        held = gateway_adapter.perform(bench.instruction()).gateway_reference
        first = gateway_adapter.perform(bench.instruction("capture", "20.00", target=held))
        second = gateway_adapter.perform(bench.instruction("capture", "12.34", target=held))
        gone = gateway_adapter.perform(bench.instruction("void", "17.66", target=held))
        for amount in ("5.00", "15.00"):
            gateway_adapter.perform(bench.instruction("refund", amount, target=first.gateway_reference))
        gateway_adapter.perform(bench.instruction("refund", "12.34", target=second.gateway_reference))

        references = {first.gateway_reference, second.gateway_reference, gone.gateway_reference}
        assert len(references | {held}) == 4
        assert not first.rest_released
        assert bench.control.truth() == [
            ("authorize", "50.00"), ("capture", "20.00"), ("capture", "12.34"), ("void", "17.66"), ("refund", "5.00"),
            ("refund", "15.00"), ("refund", "12.34"),
        ]  # fmt: skip

    def test_a_part_that_is_let_go_cannot_be_taken_and_the_rest_can(self, bench: Bench, gateway_adapter: Gateway):
        held = gateway_adapter.perform(bench.instruction()).gateway_reference
        gateway_adapter.perform(bench.instruction("void", "30.00", target=held))

        with pytest.raises(Declined):
            gateway_adapter.perform(bench.instruction("capture", "20.01", target=held))
        taken = gateway_adapter.perform(bench.instruction("capture", "20.00", target=held))

        assert taken.amount == Decimal(20)
        assert bench.moved("capture") == ["20.00"]
        assert sum(map(Decimal, bench.moved("void"))) == Decimal(30)

    def test_money_let_go_is_no_longer_held_and_told_apart_from_other_refusals(
        self, bench: Bench, gateway_adapter: Gateway
    ):
        held = gateway_adapter.perform(bench.instruction()).gateway_reference
        gateway_adapter.perform(bench.instruction("void", "50.00", target=held))

        with pytest.raises(AuthorizationLapsed):
            gateway_adapter.perform(bench.instruction("capture", "10.00", target=held))
        assert bench.control.truth() == [("authorize", "50.00"), ("void", "50.00")]

    @pytest.mark.parametrize(("kind", "amount"), [("capture", "50.01"), ("void", "50.01"), ("refund", "50.01")])
    def test_more_than_there_is_is_a_no_for_good(self, bench: Bench, gateway_adapter: Gateway, kind, amount):
        ready = bench.ready(gateway_adapter, kind)
        before = bench.control.truth()

        with pytest.raises(Declined) as refused:
            gateway_adapter.perform(bench.instruction(kind, amount, target=ready.target))

        assert not isinstance(refused.value, AuthorizationLapsed)
        assert refused.value.message
        assert bench.control.truth() == before

    @pytest.mark.parametrize("role", ["declined", "insufficient"])
    def test_a_declined_card_is_a_receipt_in_words(self, bench: Bench, gateway_adapter: Gateway, role):
        asked = bench.instruction(token=getattr(bench.tokens, role))
        receipt = gateway_adapter.perform(asked)

        assert (receipt.status, receipt.amount) == ("declined", Decimal(50))
        assert ("insufficient funds" if role == "insufficient" else "declined") in receipt.message
        assert bench.control.truth() == []
        found = gateway_adapter.find(asked)
        assert found is not None
        assert (found.status, found.message) == ("declined", receipt.message)

    def test_an_unknown_token_is_a_no_and_a_card_number_is_never_repeated(self, bench: Bench, gateway_adapter: Gateway):
        for token in (bench.tokens.unknown, CARD_NUMBER):
            with pytest.raises(Declined) as refused:
                gateway_adapter.perform(bench.instruction(token=token))
            assert CARD_NUMBER not in refused.value.message

        assert bench.control.truth() == []

    @pytest.mark.parametrize(("result", "status"), [("success", "ok"), ("fail", "declined")])
    def test_a_bank_that_asks_its_customer_is_waited_for(self, bench: Bench, gateway_adapter: Gateway, result, status):
        asked = bench.instruction(token=bench.tokens.challenged)
        waiting = gateway_adapter.perform(asked)
        assert waiting.status == "needs_action"
        assert waiting.action_url.startswith("http")
        assert bench.control.truth() == []

        bench.answer_challenge(waiting, result)

        found = gateway_adapter.find(asked)
        assert found is not None
        assert (found.status, found.gateway_reference) == (status, waiting.gateway_reference)
        assert bench.control.truth() == ([("authorize", "50.00")] if status == "ok" else [])

    def test_amounts_carry_the_digits_of_their_currency(self, bench: Bench, gateway_adapter: Gateway):
        for currency, amount in (("JPY", "1200"), ("KWD", bench.fine_amount), ("EUR", "10.01")):
            receipt = gateway_adapter.perform(bench.instruction(amount=amount, currency=currency))
            assert (receipt.amount, receipt.currency) == (Decimal(amount), currency)
            taken = gateway_adapter.perform(
                bench.instruction("capture", amount, currency=currency, target=receipt.gateway_reference)
            )
            assert (taken.amount, taken.currency) == (Decimal(amount), currency)

        assert bench.moved("authorization") == ["1200", bench.fine_amount, "10.01"]
        assert bench.moved("capture") == ["1200", bench.fine_amount, "10.01"]
