from collections.abc import Iterator

import httpx
import pytest

from orders.intake.reference import forget_reference


@pytest.fixture
def carrier_url(gateway_simulator, carrier_simulator, settings) -> Iterator[str]:
    """The real gateway and carrier behind the real wiring; the carrier's address."""
    for name, simulator in (("GATEWAY", gateway_simulator), ("CARRIER", carrier_simulator)):
        setattr(settings, f"{name}_URL", simulator.url)
        httpx.delete(f"{simulator.url}/_truth")
        httpx.delete(f"{simulator.url}/_control/faults")
    forget_reference()
    yield carrier_simulator.url
    forget_reference()
