"""The tests' servers: started once per run, shared by its processes, gone at its end."""

import atexit
import gc
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import certifi
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from oms.embedded import cleanroom, simulators, throwaway
from oms.embedded.children import Child, stop_all
from oms.embedded.client import Client
from oms.embedded.errors import EmbeddedError

SERVERS = pytest.StashKey[list[Client]]()
START_PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Simulator:
    """A running simulator: its address and the secret it signs its webhooks with."""

    url: str
    webhook_secret: str
    smtp_port: int = 0


def pytest_configure(config: pytest.Config) -> None:
    TransactionTestCase._fixture_teardown = undo_commits  # type: ignore[attr-defined]
    config.stash[SERVERS] = []
    if is_worker(config) or config.option.help or config.option.collectonly or not throwaway.wanted():
        return
    trust_one_authority()
    client = throwaway.client_for_tests()
    config.stash[SERVERS].append(client)
    threading.Thread(target=start_early, args=(client,), daemon=True).start()


def trust_one_authority() -> None:
    """Tests call nobody outside: a list of one is read in a millisecond, the whole one in 65 for each httpx client."""
    first = certifi.contents().partition("-----END CERTIFICATE-----")
    with tempfile.NamedTemporaryFile("w", prefix="oms-test-", suffix=".pem", delete=False) as file:
        file.write(first[0] + first[1] + "\n")
    os.environ["SSL_CERT_FILE"] = file.name
    atexit.register(Path(file.name).unlink, missing_ok=True)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported stays for the whole run: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    for client in config.stash.get(SERVERS, []):
        client.release(patience=0 if is_worker(config) else 10)


def is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def start_early(client: Client) -> None:
    """Start while tests are still being collected; the fixture that needs the servers tells of a failure."""
    try:
        client.acquire(throwaway.wanted())
    except EmbeddedError:
        client.release()


@pytest.fixture(scope="session")
def embedded_servers(request: pytest.FixtureRequest) -> None:
    """PostgreSQL and Valkey answer from here on."""
    if throwaway.wanted():
        client = throwaway.client_for_tests()
        request.config.stash[SERVERS].append(client)
        try:
            client.acquire(throwaway.wanted())
        except EmbeddedError as error:
            pytest.exit(str(error), returncode=3)


@pytest.fixture(scope="session")
def django_db_setup(
    embedded_servers: None, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Instead of pytest-django's own: a copy of one migrated template per process."""
    name = f"test_oms_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with django_db_blocker.unblock():
        cleanroom.copy_template(name=name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        with cleanroom.server() as wire:
            cleanroom.drop(wire, name)


def undo_commits(test: TransactionTestCase) -> None:
    """Instead of Django's flush, which is slow and loses what the migrations put in."""
    if connection.settings_dict["NAME"].startswith("test_"):
        cleanroom.put_seeds_back()


@pytest.fixture(scope="session")
def gateway_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """The sandbox gateway of this test process; the settings lead to it."""
    yield from running("gateway", tmp_path_factory.mktemp("gateway"))


@pytest.fixture(scope="session")
def carrier_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """The carrier simulator of this test process; the settings lead to it."""
    yield from running("carrier", tmp_path_factory.mktemp("carrier"))


@pytest.fixture(scope="session")
def mail_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """The mail catcher of this test process: a real SMTP server; the settings lead to it."""
    home = tmp_path_factory.mktemp("mail")
    smtp, http = simulators.free_port(), simulators.free_port()
    child = simulators.mail_catcher(smtp_port=smtp, http_port=http, home=home, log=home / "log", mark="tests")
    settings.EMAIL_HOST, settings.EMAIL_PORT = simulators.HOST, smtp
    settings.MAIL_CATCHER_URL = f"http://{simulators.HOST}:{http}"
    yield from started(child, http, Simulator(settings.MAIL_CATCHER_URL, "", smtp))


@pytest.fixture(scope="session")
def sms_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """The catcher of texts of this test process."""
    home, port = tmp_path_factory.mktemp("sms"), simulators.free_port()
    child = simulators.text_catcher(port=port, home=home, log=home / "log", mark="tests")
    yield from started(child, port, Simulator(f"http://{simulators.HOST}:{port}", ""))


def running(name: str, home: Path) -> Iterator[Simulator]:
    port, secret = simulators.free_port(), f"{name}-webhook-secret-of-the-tests"
    child = simulators.simulator(name, port=port, home=home, log=home / "log", mark="tests", webhook_secret=secret)
    told = Simulator(f"http://{simulators.HOST}:{port}", secret)
    setattr(settings, f"{name.upper()}_URL", told.url)
    setattr(settings, f"{name.upper()}_WEBHOOK_SECRET", secret)
    yield from started(child, port, told)


def started(child: Child, port: int, told: Simulator) -> Iterator[Simulator]:
    child.start()
    end = time.monotonic() + START_PATIENCE_SECONDS
    while not simulators.healthy(port):
        if not child.running or time.monotonic() > end:
            pytest.fail(f"{child.name} did not start: {child.log.read_text()}")
        time.sleep(0.02)
    yield told
    stop_all([child], patience=3)
