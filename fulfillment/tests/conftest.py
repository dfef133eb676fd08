import pytest

from fulfillment.tests.factories import put_on_shelves
from orders.intake.reference import forget_reference
from orders.tests.factories import Shop, open_shop


@pytest.fixture(autouse=True)
def _wired_to_the_floor_alone(settings):
    settings.OMS_WIRING = "fulfillment.tests.wiring.WIRING"
    forget_reference()
    yield
    forget_reference()


@pytest.fixture
def shop(db) -> Shop:
    """One channel, two warehouses, three SKUs with ten units each on shelves A-01, A-02, A-03 of the first."""
    shop = open_shop()
    put_on_shelves(shop)
    return shop
