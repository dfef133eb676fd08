import pytest

from api.models.key import Scope
from api.tests.asking import Caller, key_for
from orders.intake.reference import forget_reference
from orders.tests.factories import open_shop


@pytest.fixture(autouse=True)
def shop(db, settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    yield open_shop()
    forget_reference()


@pytest.fixture
def caller(client, shop):
    """Somebody with a key that opens everything."""
    _, text = key_for(shop, *Scope.values)
    return Caller(client, text)
