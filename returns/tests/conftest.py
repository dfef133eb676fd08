import pytest

from core.actors import Actor
from orders.intake.reference import forget_reference
from orders.tests.factories import Shop, open_shop


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
