"""A yard of processes for a matrix, and its table at the end of the run."""

import os
import random
from collections.abc import Callable, Iterator

import pytest

from oms.embedded import valkey
from orders.intake.reference import forget_reference
from orders.tests.factories import open_shop
from tests.conftest import Form
from tests.faults.matrix.driving import Drive
from tests.faults.matrix.hasty import WIRING
from tests.faults.matrix.judging import Judge
from tests.faults.matrix.plan import Round
from tests.faults.matrix.showing import Report
from tests.faults.matrix.yard import Yard

REPORTS = pytest.StashKey[list[Report]]()
STOCK = 10_000

Run = Callable[..., Report]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for report in config.stash.get(REPORTS, []):
        terminalreporter.section("fault matrix")
        for line in report.lines():
            terminalreporter.write_line(line)


@pytest.fixture
def run(
    transactional_db, gateway_simulator, places, broker, settings, form: Form, pytestconfig
) -> Iterator[Run]:  # fmt: skip
    """Drive rounds through a yard of their own; ``app`` names the workers' application."""
    forget_reference()
    settings.OMS_WIRING = WIRING
    settings.GATEWAY_URL, settings.GATEWAY_WEBHOOK_SECRET = gateway_simulator.url, gateway_simulator.webhook_secret
    environment = {
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "REDIS_URL": valkey.redis_url(places),
        "GATEWAY_URL": gateway_simulator.url,
        "GATEWAY_WEBHOOK_SECRET": gateway_simulator.webhook_secret,
    }
    yards: list[Yard] = []

    def run_rounds(rounds: list[Round], *, app: str = "tests.faults.matrix.hasty") -> Report:
        yards.append(Yard(gateway_simulator.url, places, environment, app))
        yards[-1].open()
        drive = Drive(yards[-1], open_shop(stock=STOCK), random.Random(form.seed))
        drive.run(rounds)
        report = reported(drive, form.seed)
        pytestconfig.stash.setdefault(REPORTS, []).append(report)
        return report

    yield run_rounds
    for yard in yards:
        yard.close()
    forget_reference()


def reported(drive: Drive, seed: int) -> Report:
    yard = drive.yard
    cells = Judge(yard.truth(), yard.struck, yard.strikes).verdicts(drive.intended)
    orders = sum(act == "authorize" for act, _ in drive.intended)
    return Report(
        seed=seed, cells=cells, kills=yard.kills, orders=orders, seconds=drive.seconds, late=drive.late,
        delivered=yard.webhooks()["delivered"],
    )  # fmt: skip
