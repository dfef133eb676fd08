"""The one command: everything answers, stops cleanly, starts again, and says plainly why it cannot."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from oms.embedded.leftovers import processes_marked
from oms.embedded.locks import is_held
from oms.embedded.simulators import ROOT, free_port
from tests.embedded.conftest import kill, wait_until

OPEN_SECONDS = 300


class House:
    """``make run`` without make, on a test's own data."""

    def __init__(self, places, *, port: int) -> None:
        self.places, self.port = places, port
        clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
        self.said = places.data / "said.txt"
        with self.said.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "oms.embedded.run"],
                cwd=ROOT,
                env={**clean, "OMS_DATA_DIR": str(places.data), "PORT": str(port), "DEMO": "0"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def words(self) -> str:
        return self.said.read_text()

    def opens(self) -> bool:
        wait_until(lambda: self.process.poll() is not None or "house is open" in self.words(), seconds=OPEN_SECONDS)
        return self.process.poll() is None

    def status(self, path: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            return answer.status

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=180)

    def is_ready(self) -> bool:
        """Soon after it opens: a busy machine lets a worker's first sign of life wait."""
        return wait_until(self._answers_ready, seconds=60)

    def _answers_ready(self) -> bool:
        try:
            return self.status("/readyz") == 200
        except urllib.error.HTTPError:
            return False


@pytest.mark.slow
@pytest.mark.fault
def test_the_house_opens_again_after_everything_was_killed_and_stops_without_a_trace(places):
    """One house for all of it: each new one is migrated from nothing, which takes longest."""
    port = free_port()
    house = House(places, port=port)
    assert house.opens(), house.words()
    assert house.status("/admin/login/") == 200
    assert house.is_ready()
    logins = re.findall(r"^  Admin .*$", house.words(), re.MULTILINE)
    assert len(logins) == 1

    everything = [*processes_marked(f"{places.token}:run"), *processes_marked(f"{places.token}:services")]
    holder = int(re.search(r'"pid": (\d+)', places.services_file.read_text())[1])
    kill([house.process.pid, holder, *everything])
    house.process.wait()

    again = House(places, port=port)
    assert again.opens(), again.words()
    assert again.is_ready()
    assert logins[0] in again.words()
    assert again.stop(signal.SIGINT) == 0
    assert wait_until(lambda: not is_held(places.holder_lock), seconds=30)
    assert wait_until(lambda: not processes_marked(f"{places.token}:run"), seconds=30)
    assert wait_until(lambda: not processes_marked(f"{places.token}:services"), seconds=30)


def refused_words(places, *, port: int) -> str:
    house = House(places, port=port)
    assert house.process.wait(timeout=30) == 1
    return house.words().strip()


def test_a_taken_port_is_told_in_one_sentence(places):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused_words(places, port=port)
    assert said == (f"Port {port} is taken: stop what listens there, or choose another one: make run PORT={port + 1}.")


def test_a_port_that_is_none_is_told_in_one_sentence(places):
    assert refused_words(places, port=70_000) == "PORT must be a number from 1 to 65535, not '70000'."


@pytest.mark.slow
def test_a_command_alone_starts_the_services_and_takes_them_down_again(places):
    clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    begun = time.monotonic()
    answer = subprocess.run(
        [sys.executable, str(Path(ROOT, "manage.py")), "showmigrations", "contenttypes"],
        env={**clean, "OMS_DATA_DIR": str(places.data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert "0001_initial" in answer.stdout
    assert time.monotonic() - begun < 60
    assert not is_held(places.holder_lock)
