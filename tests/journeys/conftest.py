"""A shop for journeys through the whole house."""

import pytest

from orders.intake.reference import forget_reference
from orders.tests.factories import Shop, open_shop


@pytest.fixture
def shop(transactional_db) -> Shop:
    forget_reference()
    shop = open_shop()
    yield shop
    forget_reference()
