"""Webhooks: only what the gateway signed a moment ago is heard, and it is understood."""

import hmac
import json
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import Misconfigured
from payments.errors import ForgedWebhook
from payments.gateways.contract import Gateway, Told
from payments.tests.gateways.suite.bench import Bench
from payments.tests.gateways.suite.receiver import Receiver, receiving

BODY = json.dumps({"id": "evt_1", "object": "event", "type": "nothing.we_know", "data": {"object": {}}}).encode()


@pytest.fixture
def told_to(bench: Bench):
    """Where the gateway tells what happens, for the length of a test."""
    with receiving() as receiver:
        bench.control.client.post(bench.webhook_switch, json={"url": receiver.url})
        yield receiver
        bench.control.client.post(bench.webhook_switch, json={"url": ""})


class Webhooks:
    def test_what_the_gateway_signed_a_moment_ago_is_a_notice(self, bench: Bench, gateway_adapter: Gateway):
        notice = gateway_adapter.verify(body=BODY, headers=bench.sign(BODY), now=timezone.now())

        assert (notice.event_id, notice.kind) == ("evt_1", "nothing.we_know")
        assert gateway_adapter.read(notice.body, notice.kind).unknown

    @pytest.mark.parametrize("age", [-301, -3600, 301, 3600])
    def test_what_is_older_or_newer_than_five_minutes_is_refused(self, bench: Bench, gateway_adapter: Gateway, age):
        headers = bench.sign(BODY, at=time.time() - age)

        with pytest.raises(ForgedWebhook):
            gateway_adapter.verify(body=BODY, headers=headers, now=timezone.now())
        then = timezone.now() - timedelta(seconds=age)
        assert gateway_adapter.verify(body=BODY, headers=headers, now=then).event_id == "evt_1"

    def test_what_is_forged_changed_or_unsigned_is_refused(self, bench: Bench, gateway_adapter: Gateway):
        genuine = bench.sign(BODY)[bench.header]
        stamp = int(time.time())
        for body, text in (
            (BODY, bench.sign(BODY, secret="somebody-elses")[bench.header]),
            (BODY.replace(b"evt_1", b"evt_2"), genuine),
            (BODY, genuine.replace("t=", "t=1")),
            (BODY, genuine + "0"),
            (BODY, genuine.replace("v1=", "v0=")),
            (BODY, ""),
            (BODY, "t=,v1="),
            (BODY, f"t={stamp}"),
            (BODY, "v1=abc"),
            (BODY, f"t=²,v1={genuine[-64:]}"),
            (BODY, f"t={stamp},v1=é{genuine[-63:]}"),
            (BODY, ",,=,=="),
            (b"\xff\xfe", genuine),
            (b"", genuine),
        ):
            with pytest.raises(ForgedWebhook):
                gateway_adapter.verify(body=body, headers={bench.header: text}, now=timezone.now())

    def test_a_signed_body_that_is_no_event_is_refused(self, bench: Bench, gateway_adapter: Gateway):
        for body in (b"[]", b"1", b"null", b"{}", b'{"id": 1}', b"no json", b'"text"'):
            with pytest.raises(ForgedWebhook):
                gateway_adapter.verify(body=body, headers=bench.sign(body), now=timezone.now())

    def test_signatures_are_compared_in_constant_time(self, bench: Bench, gateway_adapter: Gateway, monkeypatch):
        compared = []
        genuine = hmac.compare_digest
        monkeypatch.setattr(hmac, "compare_digest", lambda *two: compared.append(two) or genuine(*two))

        gateway_adapter.verify(body=BODY, headers=bench.sign(BODY), now=timezone.now())

        assert compared

    def test_without_a_secret_nothing_is_believed(self, bench: Bench, gateway_adapter: Gateway, settings):
        headers = bench.sign(BODY)
        bench.lose_settings(settings)

        with pytest.raises(Misconfigured):
            gateway_adapter.verify(body=BODY, headers=headers, now=timezone.now())

    def test_what_the_gateway_tells_says_the_same_as_its_answers(
        self, bench: Bench, gateway_adapter: Gateway, told_to: Receiver
    ):
        held = bench.instruction()
        reference = gateway_adapter.perform(held).gateway_reference
        taken = bench.instruction("capture", "20.00", target=reference)
        given = bench.instruction("refund", "5.00", target=gateway_adapter.perform(taken).gateway_reference)
        gone = bench.instruction("void", "30.00", target=reference)
        answers = {each.key: gateway_adapter.perform(each) for each in (held, taken, gone, given)}
        refused = bench.instruction(token=bench.tokens.declined)
        answers[refused.key] = gateway_adapter.perform(refused)

        heard = self._heard(gateway_adapter, told_to, enough=set(answers))

        asked = (held, taken, gone, given, refused)
        assert {each.key: heard[each.key].movement for each in asked} == {each.key: each.kind for each in asked}
        for key, answer in answers.items():
            receipt = heard[key].receipt
            assert receipt is not None
            for field in ("status", "gateway_reference", "amount", "currency", "expires_at"):
                assert getattr(receipt, field) == getattr(answer, field), (field, key)
        assert heard[held.key].receipt.card == answers[held.key].card

    @pytest.mark.parametrize(("result", "status"), [("success", "ok"), ("fail", "declined")])
    def test_what_the_customer_did_at_the_bank_is_told(
        self, bench: Bench, gateway_adapter: Gateway, told_to: Receiver, result, status
    ):
        asked = bench.instruction(token=bench.tokens.challenged)
        waiting = gateway_adapter.perform(asked)
        self._heard(gateway_adapter, told_to, enough={asked.key})
        told_to.came.clear()
        bench.answer_challenge(waiting, result)

        receipt = self._heard(gateway_adapter, told_to, enough={asked.key})[asked.key].receipt

        assert (receipt.status, receipt.gateway_reference) == (status, waiting.gateway_reference)

    def _heard(self, gateway: Gateway, receiver: Receiver, *, enough: set[str]) -> dict[str, Told]:
        """What was told about each key, once there is something about all of ``enough``."""
        end, heard = time.monotonic() + 10, {}
        while time.monotonic() < end and not enough <= set(heard):
            for body, headers in receiver.wait_for(1):
                notice = gateway.verify(body=body, headers=headers, now=timezone.now())
                told = gateway.read(notice.body, notice.kind)
                assert told.unknown or told.key
                if told.receipt is not None:
                    heard[told.key] = told
        return heard
