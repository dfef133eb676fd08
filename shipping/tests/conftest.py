import pytest

from core import faults
from fulfillment.tests.factories import put_on_shelves
from orders.intake.reference import forget_reference
from orders.tests.factories import Shop, open_shop
from shipping.carriers.registry import carrier_named
from shipping.tests.carrier import CarrierControl


@pytest.fixture(autouse=True)
def _wired_to_the_road(settings):
    settings.OMS_WIRING = "shipping.tests.wiring.WIRING"
    forget_reference()
    yield
    faults.disarm()
    forget_reference()


@pytest.fixture
def shop(db) -> Shop:
    shop = open_shop()
    put_on_shelves(shop)
    return shop


@pytest.fixture
def carrier(carrier_simulator):
    control = CarrierControl(carrier_simulator.url, carrier_simulator.webhook_secret)
    control.reset()
    yield control
    control.client.close()
    carrier_named("simcarrier").wire.client.close()
    carrier_named.cache_clear()
