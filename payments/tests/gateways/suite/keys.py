"""A key is done once, whoever repeats it, and can always be asked about."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest

from core.errors import Misconfigured, Unavailable
from payments.gateways.contract import Gateway, Instruction, Receipt
from payments.tests.gateways.suite.bench import Bench

KINDS = ("authorization", "capture", "void", "refund")


class Keys:
    @pytest.mark.parametrize("kind", KINDS)
    def test_the_same_key_twice_moves_money_once(self, bench: Bench, gateway_adapter: Gateway, kind):
        asked = bench.ready(gateway_adapter, kind)

        first, second = gateway_adapter.perform(asked), gateway_adapter.perform(asked)

        assert first == second
        assert bench.moved(kind) == ["50.00"]

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_key_used_for_something_else_is_refused(self, bench: Bench, gateway_adapter: Gateway, kind):
        asked = bench.ready(gateway_adapter, kind)
        gateway_adapter.perform(replace(asked, amount=Decimal("20.00")))
        before = bench.control.truth()

        with pytest.raises(Misconfigured):
            gateway_adapter.perform(replace(asked, amount=Decimal("10.00")))

        assert bench.control.truth() == before

    @pytest.mark.parametrize("kind", KINDS)
    def test_two_at_once_under_one_key_move_money_once(self, bench: Bench, gateway_adapter: Gateway, kind):
        asked = bench.ready(gateway_adapter, kind)
        bench.control.break_once("authorize" if kind == "authorization" else kind, "slow", delay_seconds=0.3)

        def run() -> Receipt | None:
            try:
                return gateway_adapter.perform(asked)
            except Unavailable:
                return None

        with ThreadPoolExecutor(2) as pool:
            answers = [future.result() for future in [pool.submit(run), pool.submit(run)]]

        assert any(answers)
        assert bench.moved(kind) == ["50.00"]

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_key_can_be_asked_for_and_asking_moves_nothing(self, bench: Bench, gateway_adapter: Gateway, kind):
        asked = bench.ready(gateway_adapter, kind)
        before = bench.control.truth()

        assert gateway_adapter.find(asked) is None
        assert bench.control.truth() == before
        done = gateway_adapter.perform(asked)
        found = gateway_adapter.find(asked)

        assert _essence(found) == _essence(done)
        assert gateway_adapter.find(replace(asked, key="never")) is None
        assert bench.moved(kind) == ["50.00"]

    def test_an_authorization_is_found_as_ok_after_all_of_it_was_taken_or_let_go(
        self, bench: Bench, gateway_adapter: Gateway
    ):
        taken, gone = bench.instruction(), bench.instruction()
        for asked, kind in ((taken, "capture"), (gone, "void")):
            held = gateway_adapter.perform(asked).gateway_reference
            gateway_adapter.perform(bench.instruction(kind, target=held))

        for asked in (taken, gone):
            found = gateway_adapter.find(asked)
            assert found is not None
            assert (found.status, found.amount) == ("ok", Decimal(50))

    def test_captures_of_one_authorization_are_told_apart(self, bench: Bench, gateway_adapter: Gateway):
        held = gateway_adapter.perform(bench.instruction()).gateway_reference
        parts = [bench.instruction("capture", amount, target=held) for amount in ("10.00", "15.00", "25.00")]
        done = [gateway_adapter.perform(part) for part in parts]

        found = [gateway_adapter.find(part) for part in parts]

        assert [_essence(one) for one in found] == [_essence(one) for one in done]


def _essence(receipt: Receipt | None) -> tuple[object, ...] | None:
    if receipt is None:
        return None
    return receipt.status, receipt.gateway_reference, receipt.amount, receipt.currency


def settle(gateway: Gateway, asked: Instruction) -> Receipt:
    """What our workers do after an unknown outcome: ask by key, repeat under it if nothing was done, wait if busy."""
    for _ in range(20):
        try:
            return gateway.find(asked) or gateway.perform(asked)
        except Unavailable:
            time.sleep(0.2)
    raise AssertionError("It never came to an end.")
