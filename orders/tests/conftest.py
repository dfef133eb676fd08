import pytest

from orders.intake.reference import forget_reference
from orders.tests.factories import Shop, open_shop


@pytest.fixture(autouse=True)
def _wired_to_orders_alone(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    yield
    forget_reference()


@pytest.fixture
def shop(db) -> Shop:
    """One channel in euros, two warehouses, three SKUs with ten units each in the first."""
    return open_shop()
