import pytest

from orders.intake.reference import forget_reference
from orders.tests.factories import Shop, open_shop


@pytest.fixture
def shop(db, settings) -> Shop:
    """One channel in euros, two warehouses, three SKUs with ten units each in the first."""
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    yield open_shop()
    forget_reference()
