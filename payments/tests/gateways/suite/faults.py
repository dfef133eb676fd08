"""However a call fails, what it leaves is known or called unknown; asking and repeating ends at once, exactly."""

import pytest

from core.errors import Misconfigured, OutcomeUnknown, Unavailable
from payments.gateways.contract import Gateway
from payments.tests.gateways.suite.bench import Bench
from payments.tests.gateways.suite.keys import KINDS, settle

PATIENCE = 0.4


class Faults:
    @pytest.mark.parametrize("mode", ["error_before", "error_after", "garbage", "timeout_before", "timeout_after"])
    @pytest.mark.parametrize("kind", KINDS)
    def test_an_answer_nobody_can_trust_is_unknown_and_asking_and_repeating_does_it_once(
        self, bench: Bench, monkeypatch, kind, mode
    ):
        bench.lose_patience(monkeypatch, PATIENCE)
        adapter = bench.open()
        asked = bench.ready(adapter, kind)
        operation = "authorize" if kind == "authorization" else kind
        bench.control.break_once(operation, mode, delay_seconds=2 * PATIENCE)

        with pytest.raises(OutcomeUnknown):
            adapter.perform(asked)
        receipt = settle(adapter, asked)

        adapter.close()
        assert (receipt.status, receipt.amount) == ("ok", asked.amount)
        assert bench.moved(kind) == ["50.00"]

    @pytest.mark.parametrize("mode", ["wrong_amount", "wrong_currency"])
    @pytest.mark.parametrize("kind", ["authorization", "capture", "refund"])
    def test_an_answer_that_lies_is_noticed_and_the_kept_record_tells(
        self, bench: Bench, gateway_adapter: Gateway, kind, mode
    ):
        asked = bench.ready(gateway_adapter, kind)
        bench.control.break_once("authorize" if kind == "authorization" else kind, mode)

        try:
            told = gateway_adapter.perform(asked)
        except OutcomeUnknown:
            pass
        else:
            assert (told.amount, told.currency) != (asked.amount, asked.currency)
        found = gateway_adapter.find(asked)

        assert found is not None
        assert (found.amount, found.currency) == (asked.amount, asked.currency)

    @pytest.mark.parametrize("mode", ["error_before", "garbage", "timeout_before"])
    @pytest.mark.parametrize("kind", KINDS)
    def test_a_question_that_is_not_answered_says_nothing(self, bench: Bench, monkeypatch, kind, mode):
        bench.lose_patience(monkeypatch, PATIENCE)
        adapter = bench.open()
        asked = bench.ready(adapter, kind)
        bench.control.break_once("lookup", mode, delay_seconds=2 * PATIENCE, times=3)

        with pytest.raises((Unavailable, OutcomeUnknown)):
            adapter.find(asked)
        adapter.close()

    def test_a_gateway_that_is_not_there_is_unavailable_and_nothing_happened(self, bench: Bench, settings):
        bench.lose_address(settings)
        adapter = bench.open()

        for ask in (adapter.perform, adapter.find):
            with pytest.raises(Unavailable):
                ask(bench.instruction())
        adapter.close()

    def test_missing_settings_are_our_own_mistake(self, bench: Bench, settings):
        bench.lose_settings(settings)
        adapter = bench.open()

        with pytest.raises(Misconfigured):
            adapter.perform(bench.instruction())
        adapter.close()
