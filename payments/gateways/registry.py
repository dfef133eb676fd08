"""Which adapter serves which gateway name: one line each."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings

from core.errors import Misconfigured
from payments.gateways.contract import Gateway
from payments.gateways.sandbox.client import SandboxGateway
from payments.gateways.stripe.client import StripeGateway

ADAPTERS: dict[str, Callable[[], Gateway]] = {"sandbox": SandboxGateway, "stripe": StripeGateway}


def default_gateway() -> str:
    """The gateway that new payments by card go to; those that exist stay with theirs."""
    return str(settings.PAYMENT_GATEWAY)


@lru_cache(maxsize=8)
def gateway_named(name: str) -> Gateway:
    """The adapter, one per process. Raises Misconfigured for an unknown name."""
    if name not in ADAPTERS:
        raise Misconfigured(f"No payment gateway is called “{name}”. Known: {', '.join(ADAPTERS)}.")
    return ADAPTERS[name]()
