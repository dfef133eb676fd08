import httpx
import pytest

from orders.intake.reference import forget_reference
from orders.tests.factories import Shop, open_shop
from payments.gateways.registry import gateway_named


@pytest.fixture(autouse=True)
def _wired_to_orders_and_payments(settings):
    settings.OMS_WIRING = "payments.tests.wiring.WIRING"
    forget_reference()
    yield
    forget_reference()


@pytest.fixture
def shop(db) -> Shop:
    return open_shop()


@pytest.fixture
def gateway(gateway_simulator, settings):
    """The real sandbox gateway, emptied; ``truth()`` tells what it did."""
    settings.GATEWAY_URL = gateway_simulator.url
    settings.GATEWAY_WEBHOOK_SECRET = gateway_simulator.webhook_secret
    with httpx.Client(base_url=gateway_simulator.url) as client:
        control = Control(client)
        control.reset()
        yield control
        control.reset()
    gateway_named("sandbox").close()


@pytest.fixture
def stripe_simulator(gateway, gateway_simulator, settings):
    """The same gateway as Stripe: its API and its webhooks."""
    settings.STRIPE_API_BASE = gateway_simulator.url
    settings.STRIPE_SECRET_KEY = "sk_test_simulated"
    settings.STRIPE_WEBHOOK_SECRETS = [gateway_simulator.webhook_secret]
    yield gateway
    gateway_named("stripe").close()


class Control:
    """The gateway's own switches and its truth log."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def reset(self) -> None:
        self.client.delete("/_control/faults")
        self.client.delete("/_truth")

    def break_once(self, operation: str, mode: str, **options) -> None:
        body = {"operation": operation, "mode": mode, "times": 1, **options}
        self.client.post("/_control/faults", json=body).raise_for_status()

    def truth(self) -> list[tuple[str, str]]:
        """(operation, amount) of every movement that succeeded."""
        log = self.client.get("/_truth").json()
        return [(row["operation"], row["amount"]) for row in log if row["outcome"] == "succeeded"]
