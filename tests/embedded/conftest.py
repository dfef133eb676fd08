"""Services of a test's own, apart from those the whole run shares."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from oms.embedded.leftovers import stop_marked
from oms.embedded.locks import is_held
from oms.embedded.places import Places


@pytest.fixture
def places() -> Iterator[Places]:
    """An empty data folder that PostgreSQL's user may reach, cleared of processes and files afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="oms-embedded-")).resolve()
    folder.chmod(0o711)
    places = Places(folder)
    yield places
    wait_until(lambda: not is_held(places.holder_lock), seconds=10)
    for role in ("run", "services"):
        stop_marked(f"{places.token}:{role}")
    shutil.rmtree(places.sockets, ignore_errors=True)
    places.forget()


def wait_until(condition, *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def kill(pids: list[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
