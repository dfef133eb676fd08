"""What the tests of the whole house share: the world outside, the books, how long a run may be, and its table."""

import time
from dataclasses import dataclass

import httpx
import pytest

from core.audit.runner import audit
from tests.faults.table import Table

TABLE = pytest.StashKey[Table]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", default=False, help="many runs of every fault, and the controls")
    parser.addoption("--matrix", type=int, default=0, help="so many rounds of five of the whole fault matrix")
    parser.addoption("--seed", type=int, default=0, help="replay a run by the seed it printed")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    table = config.stash.get(TABLE, None)
    if table is not None and table.rows:
        terminalreporter.section(f"faults, seed {table.seed}")
        for line in table.lines():
            terminalreporter.write_line(line)


@dataclass(frozen=True)
class Form:
    """How long a run may be, and what chance is grown from."""

    is_long: bool
    seed: int


@pytest.fixture(scope="session")
def form(pytestconfig: pytest.Config) -> Form:
    seed = int(pytestconfig.getoption("seed", 0)) or time.time_ns() % 1_000_000
    return Form(is_long=bool(pytestconfig.getoption("long", False)), seed=seed)


@pytest.fixture
def long_only(form: Form) -> None:
    if not form.is_long:
        pytest.skip("part of the long form: make faults")


@pytest.fixture(scope="session")
def table(pytestconfig: pytest.Config, form: Form) -> Table:
    return pytestconfig.stash.setdefault(TABLE, Table(seed=form.seed))


@pytest.fixture
def outside(live_server, gateway_simulator, carrier_simulator, mail_simulator, settings):
    """The real wiring's world: gateway, carrier and mail server, emptied, their webhooks coming back over HTTP."""
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
def books():
    """Call it at the end of a journey: every promise of the books holds."""

    def broken() -> dict[str, list]:
        return {finding.name: finding.sample for finding in audit() if finding.violations}

    return broken
