"""A house of its own: a database that may die, a line to it that may be cut, and the web server in front."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
from django.db import connection

from oms import env
from oms.embedded import postgres
from oms.embedded.binaries import postgres_programs
from oms.embedded.children import Child, stop_all
from oms.embedded.places import Places, run_user
from oms.embedded.simulators import free_port
from tests.faults.crew import FaultyFamily
from tests.faults.proxy import Proxy

HOST = "127.0.0.1"


def wait_for(what: Callable[[], bool], *, seconds: float, told: Callable[[], object]) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, told()
        time.sleep(0.02)


class House:
    """PostgreSQL with every care for its data, the proxy, and granian with its pool of connections."""

    def __init__(self, places: Places, *, environment: Mapping[str, str], seed: int) -> None:
        self.places = places
        self.database = postgres.postgres(places, mark=f"{places.token}:run", throwaway=False)
        self.direct = postgres.database_url(places)
        folder = places.data / "line"
        folder.mkdir(mode=0o700)
        self.proxy = Proxy(folder, server=places.sockets, seed=seed)
        port = free_port()
        self.url = f"http://{HOST}:{port}"
        proxied = f"postgresql://{postgres.ROLE}@/{postgres.DATABASE}?host={folder}"
        self.key = ""
        self.environment = {**environment, "DATABASE_URL": proxied}
        self.web: Child = FaultyFamily(places, environment=self.environment).web(host=HOST, port=port)

    def open(self) -> None:
        """Begin with a copy of this test's database: its schema, and what the test has put there."""
        self.web.start()  # it needs longest, and asks for the database at the first request only
        self.start_database()
        self.proxy.start()
        copy_database(os.environ["DATABASE_URL"], self.direct, folder=self.places.data)
        wait_for(self.is_ready, seconds=60, told=self.web.log.read_text)

    def close(self) -> None:
        stop_all([self.web], patience=4)
        self.proxy.stop()
        stop_all([self.database], patience=4)

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=10).json()["database"] == "ok"
        except httpx.TransportError:
            return False

    def start_database(self) -> None:
        self.database.start()
        wait_for(lambda: postgres.answers(self.places), seconds=30, told=self.database.log.read_text)

    def stop_database_at_once(self) -> None:
        """What ``pg_ctl stop -m immediate`` does: nobody is waited for, nothing is tidied up."""
        self.database.signal(signal.SIGQUIT)
        assert self.database.process is not None
        self.database.process.wait()

    def restart_at_once(self) -> None:
        self.stop_database_at_once()
        self.start_database()

    def backends(self) -> list[int]:
        """The server processes that work for the web server."""
        with psycopg.connect(self.direct, autocommit=True) as wire:
            mine = wire.info.backend_pid
            rows = wire.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> %s ORDER BY pid",
                [mine],
            )
            return [pid for (pid,) in rows]

    def end_backend(self, pid: int) -> None:
        with psycopg.connect(self.direct, autocommit=True) as wire:
            wire.execute("SELECT pg_terminate_backend(%s)", [pid])

    @contextmanager
    def looked_into(self) -> Iterator[None]:
        """Inside, this process's models read and write the house's own database."""
        there = env.database(self.direct)
        before = {name: connection.settings_dict[name] for name in there}
        connection.close()
        connection.settings_dict.update({**there, "OPTIONS": {**before["OPTIONS"], **there["OPTIONS"]}})
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.update(before)


def copy_database(source: str, target: str, *, folder: Path) -> None:
    """All of ``source`` into the empty database ``target``, in one transaction."""
    programs = postgres_programs(user=run_user())
    dump = folder / "copy.sql"
    subprocess.run([programs / "pg_dump", "--no-owner", "-f", dump, source], check=True, timeout=60)
    words = ["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-o", folder / "logs/copy.log", "-f", dump]
    subprocess.run([programs / "psql", *words, target], check=True, timeout=60)
