from decimal import Decimal

import httpx
import pytest

from core.actors import Actor
from orders.intake.reference import forget_reference
from orders.tests.factories import Shop, open_shop
from payments.gateways.registry import gateway_named


@pytest.fixture(autouse=True)
def _wired_to_returns(settings):
    settings.OMS_WIRING = "returns.tests.wiring.WIRING"
    forget_reference()
    yield
    forget_reference()


@pytest.fixture
def shop(db) -> Shop:
    return open_shop()


@pytest.fixture
def customer() -> Actor:
    return Actor(kind="customer", reference="1", rights=frozenset({"returns.request_return"}))


@pytest.fixture
def clerk() -> Actor:
    rights = ("approve", "reject", "receive", "inspect", "settle", "cancel", "request")
    return Actor(kind="user", reference="7", name="Rita", rights=frozenset(f"returns.{r}_return" for r in rights))


@pytest.fixture
def gateway(gateway_simulator, settings):
    """The sandbox gateway with everything that orders, payments and returns do by themselves; its book of truth."""
    settings.OMS_WIRING = "returns.tests.wiring.WITH_MONEY"
    settings.GATEWAY_URL = gateway_simulator.url
    with httpx.Client(base_url=gateway_simulator.url) as client:
        client.delete("/_truth")
        yield lambda operation: [
            Decimal(row["amount"]) for row in client.get("/_truth").json() if row["operation"] == operation
        ]
    gateway_named("sandbox").close()
