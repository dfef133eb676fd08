import httpx
import pytest
from django.test import Client

from accounts.models import User
from accounts.services.roles import sync_roles
from orders.intake.reference import forget_reference
from orders.tests.factories import Shop, open_shop
from payments.gateways.registry import gateway_named
from payments.tests.billing import SELLER


@pytest.fixture
def shop(db, settings, gateway_simulator) -> Shop:
    """A shop that invoices what ships, before the real sandbox gateway; orders and payments are wired together."""
    settings.OMS_WIRING = "payments.tests.wiring.WIRING"
    settings.GATEWAY_URL = gateway_simulator.url
    settings.GATEWAY_WEBHOOK_SECRET = gateway_simulator.webhook_secret
    httpx.delete(f"{gateway_simulator.url}/_control/faults")
    forget_reference()
    yield open_shop(stock=40, invoice_on="shipment", **SELLER)
    forget_reference()
    gateway_named("sandbox").close()


@pytest.fixture
def sign_in(db, client: Client):
    """Signs in somebody who holds a role, by the role's title."""
    sync_roles()

    def enter(role: str) -> User:
        user = User.objects.create_user(username=role.lower().replace(" ", "-"), first_name=role, is_staff=True)
        user.groups.set(user.groups.model.objects.filter(name=role))
        client.force_login(user)
        return user

    return enter
