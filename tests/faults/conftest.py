"""Options, the broker of our own, and the table at the end."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from celery import current_app

from oms.embedded import valkey
from oms.embedded.children import Child, stop_all
from oms.embedded.places import Places, make_private_folder, run_user
from orders.intake.reference import forget_reference
from orders.tests.factories import open_shop
from tests.faults.table import Table
from tests.faults.world import World
from tests.journeys.conftest import outside  # noqa: F401 - the same outside as on a journey

TABLE = pytest.StashKey[Table]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", default=False, help="many runs of every fault, and the controls")
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


@contextmanager
def own_places() -> Iterator[Places]:
    """Folders of services of this test's own, gone at its end."""
    folder = Path(tempfile.mkdtemp(prefix="oms-faults-")).resolve()
    places = Places(folder)
    places.make()
    folder.chmod(0o711)  # PostgreSQL's user walks through it
    make_private_folder(places.sockets, owner=run_user())
    try:
        yield places
    finally:
        shutil.rmtree(places.sockets, ignore_errors=True)
        places.forget()


@pytest.fixture
def places() -> Iterator[Places]:
    with own_places() as places:
        yield places


@pytest.fixture
def broker(places: Places, monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    """A Valkey of this test's own, that may be killed; this process sends its nudges there."""
    child = valkey.valkey(places, mark=f"{places.token}:run", throwaway=True)
    url = f"redis+socket://{valkey.socket_of(places)}?virtual_host=0"
    monkeypatch.setenv("CELERY_BROKER_URL", url)
    current_app._after_fork()  # forget the connections to the other broker
    try:
        start_broker(child, places)
        yield child
    finally:
        monkeypatch.undo()
        current_app._after_fork()
        stop_all([child], patience=3)


def start_broker(child: Child, places: Places) -> None:
    child.start()
    end = time.monotonic() + 10
    while not valkey.answers(places):
        assert time.monotonic() < end, child.log.read_text()
        time.sleep(0.02)


@pytest.fixture
def world(transactional_db, outside, places, broker, settings) -> Iterator[World]:  # noqa: F811
    forget_reference()
    environment = {
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "REDIS_URL": valkey.redis_url(places),
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(outside["mail"].smtp_port),
        **{f"{name.upper()}_URL": outside[name].url for name in ("gateway", "carrier")},
        **{f"{name.upper()}_WEBHOOK_SECRET": outside[name].webhook_secret for name in ("gateway", "carrier")},
    }
    world = World(shop=open_shop(stock=1000), outside=outside, places=places, environment=environment)
    yield world
    if world.crew is not None:
        world.crew.stop()
    forget_reference()
