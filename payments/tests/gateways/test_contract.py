"""The contract suite for every adapter, each against its simulator."""

import pytest

from payments.gateways.sandbox import client as sandbox
from payments.gateways.stripe import wire
from payments.gateways.stripe.client import StripeGateway
from payments.tests.gateways import plain
from payments.tests.gateways.suite.bench import Bench, Tokens
from payments.tests.gateways.suite.faults import Faults
from payments.tests.gateways.suite.keys import Keys
from payments.tests.gateways.suite.money import Money
from payments.tests.gateways.suite.webhooks import Webhooks, told_to

__all__ = ["told_to"]
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def gateway_adapter(bench):
    adapter = bench.open()
    yield adapter
    adapter.close()


class SandboxBench(Bench):
    tokens = Tokens(
        good="tok_visa", declined="tok_declined", insufficient="tok_insufficient_funds", challenged="tok_3ds",
        unknown="tok_nobody",
    )  # fmt: skip
    fine_amount = "1.234"
    header = "Sandbox-Signature"

    def open(self):
        return sandbox.SandboxGateway()

    def lose_address(self, settings):
        settings.GATEWAY_URL = NOBODY

    def lose_settings(self, settings):
        settings.GATEWAY_URL = settings.GATEWAY_WEBHOOK_SECRET = ""

    def lose_patience(self, monkeypatch, seconds):
        monkeypatch.setattr(sandbox, "ANSWER_SECONDS", seconds)


class StripeBench(Bench):
    tokens = Tokens(
        good="pm_card_visa", declined="pm_card_chargeDeclined", insufficient="pm_card_chargeDeclinedInsufficientFunds",
        challenged="pm_card_threeDSecure2Required", unknown="pm_nobody",
    )  # fmt: skip
    fine_amount = "1.230"
    header = "Stripe-Signature"
    webhook_switch = "/_control/stripe/webhook-url"

    def open(self):
        return StripeGateway()

    def lose_address(self, settings):
        settings.STRIPE_API_BASE = NOBODY

    def lose_settings(self, settings):
        settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS = "", []

    def lose_patience(self, monkeypatch, seconds):
        monkeypatch.setattr(wire, "ANSWER_SECONDS", seconds)


class PlainBench(SandboxBench):
    def open(self):
        return plain.PlainGateway()

    def lose_patience(self, monkeypatch, seconds):
        monkeypatch.setattr(plain, "ANSWER_SECONDS", seconds)


class TestSandbox(Money, Keys, Faults, Webhooks):
    @pytest.fixture
    def bench(self, gateway, gateway_simulator):
        return SandboxBench(gateway, gateway_simulator.webhook_secret)


class TestPlain(Money, Keys, Faults, Webhooks):
    """The example of docs/how/add-a-gateway.md."""

    @pytest.fixture
    def bench(self, gateway, gateway_simulator):
        return PlainBench(gateway, gateway_simulator.webhook_secret)


class TestStripe(Money, Keys, Faults, Webhooks):
    @pytest.fixture
    def bench(self, stripe_simulator, gateway_simulator):
        return StripeBench(stripe_simulator, gateway_simulator.webhook_secret)
