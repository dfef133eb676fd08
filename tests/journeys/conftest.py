"""The whole house: the real wiring, the real simulators, their webhooks coming back over HTTP."""

import httpx
import pytest

from core.audit.runner import audit
from orders.intake.reference import forget_reference
from orders.tests.factories import Shop, open_shop


@pytest.fixture
def outside(live_server, gateway_simulator, carrier_simulator, mail_simulator, settings):
    """Gateway, carrier and mail server, emptied, sending their webhooks to the live server."""
    for name, simulator, path in (
        ("GATEWAY", gateway_simulator, "/webhooks/payments/sandbox/"),
        ("CARRIER", carrier_simulator, "/webhooks/shipping/simcarrier/"),
    ):
        setattr(settings, f"{name}_URL", simulator.url)
        setattr(settings, f"{name}_WEBHOOK_SECRET", simulator.webhook_secret)
        httpx.delete(f"{simulator.url}/_truth")
        httpx.delete(f"{simulator.url}/_control/faults")
        httpx.post(f"{simulator.url}/_control/webhook-url", json={"url": f"{live_server.url}{path}"})
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    httpx.delete(f"{mail_simulator.url}/messages")
    return {"gateway": gateway_simulator, "carrier": carrier_simulator, "mail": mail_simulator}


@pytest.fixture
def shop(transactional_db) -> Shop:
    forget_reference()
    shop = open_shop()
    yield shop
    forget_reference()


@pytest.fixture
def books():
    """Call it at the end of a journey: every promise of the books holds."""

    def broken() -> dict[str, list]:
        return {finding.name: finding.sample for finding in audit() if finding.violations}

    return broken
