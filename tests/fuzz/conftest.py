"""How long a walk may be: a short form on every run, a long one by ``make fuzz``."""

from collections.abc import Iterator

import httpx
import pytest
from hypothesis import HealthCheck, settings

from orders.intake.reference import forget_reference

SLOW_IS_FINE = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)
settings.register_profile(
    "walks", max_examples=16, stateful_step_count=30, deadline=None, derandomize=True, database=None,
    print_blob=True, suppress_health_check=SLOW_IS_FINE,
)  # fmt: skip
settings.register_profile("fuzz", settings.get_profile("walks"), max_examples=1000, derandomize=False)


def pytest_report_header(config: pytest.Config) -> str:
    """What replays this run."""
    seed = config.getoption("--hypothesis-seed", None)
    return f"fuzz: --hypothesis-seed={seed or 'of the name of the test'}"


@pytest.fixture
def outside(gateway_simulator, carrier_simulator, settings) -> Iterator[str]:
    """The real gateway and carrier behind the real wiring; the carrier's address."""
    for name, simulator in (("GATEWAY", gateway_simulator), ("CARRIER", carrier_simulator)):
        setattr(settings, f"{name}_URL", simulator.url)
        httpx.delete(f"{simulator.url}/_truth")
        httpx.delete(f"{simulator.url}/_control/faults")
    forget_reference()
    yield carrier_simulator.url
    forget_reference()
