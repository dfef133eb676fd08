"""A broker of our own, and the house around it."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from celery import current_app

from oms.embedded import valkey
from oms.embedded.children import Child, stop_all
from oms.embedded.places import Places, make_private_folder, run_user
from orders.intake.reference import forget_reference
from orders.tests.factories import open_shop
from tests.faults.world import World


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
def world(transactional_db, outside, places, broker, settings) -> Iterator[World]:
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
