"""Which adapter serves which gateway name: one line each."""

from functools import lru_cache

from core.errors import Misconfigured
from payments.gateways.contract import Gateway
from payments.gateways.sandbox.client import SandboxGateway

ADAPTERS = {"sandbox": SandboxGateway}
DEFAULT_GATEWAY = "sandbox"


@lru_cache(maxsize=8)
def gateway_named(name: str) -> Gateway:
    """The adapter, one per process. Raises Misconfigured for an unknown name."""
    if name not in ADAPTERS:
        raise Misconfigured(f"No payment gateway is called “{name}”. Known: {', '.join(ADAPTERS)}.")
    return ADAPTERS[name]()
