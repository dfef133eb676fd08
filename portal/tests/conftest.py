from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from core.links.services import make_link
from orders.intake.reference import forget_reference
from orders.models import Order
from orders.tests.factories import Shop, open_shop


@pytest.fixture(autouse=True)
def _quiet_neighbors(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    cache.clear()
    yield
    forget_reference()
    cache.clear()


@pytest.fixture
def shop(db) -> Shop:
    return open_shop()


class Holder:
    """A customer with the link to one order and a browser without cookies."""

    def __init__(self, client, order: Order) -> None:
        self.client, self.order = client, order
        self.token = make_link(order_id=order.pk, purpose="order", valid_for=timedelta(days=90))

    def url(self, name: str = "order") -> str:
        return reverse(f"portal:{name}", args=[self.token])

    def see(self, **options) -> str:
        response = self.client.get(self.url(), **options)
        assert response.status_code == 200
        return response.content.decode()

    def send(self, name: str, /, **values):
        return self.client.post(self.url(name), values)


@pytest.fixture
def holder_of(client):
    return lambda order: Holder(client, order)
