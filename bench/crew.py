"""Real processes of the house, and a broker of their own, working on the database that is measured."""

import contextlib
import http.client
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from celery import current_app
from django.db import connection

from oms.embedded import valkey
from oms.embedded.children import Child, stop_all
from oms.embedded.places import Places, make_private_folder
from oms.embedded.processes import Family
from oms.embedded.simulators import free_port

START_SECONDS = 60
INCLUDED = "bench.bare"


@contextmanager
def broker() -> Iterator[tuple[Places, Family, str]]:
    """A broker of this run's own; this process sends its nudges there, until the end."""
    folder = Path(tempfile.mkdtemp(prefix="oms-bench-")).resolve()
    places = Places(folder)
    places.make()
    make_private_folder(places.sockets, owner=None)
    child = valkey.valkey(places, mark=f"{places.token}:bench", throwaway=True)
    url = valkey.redis_url(places)
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    family = Family(places, environment={"DATABASE_URL": database, "REDIS_URL": url})
    try:
        child.start()
        wait(lambda: valkey.answers(places), child)
        use_broker(f"redis+socket://{valkey.socket_of(places)}?virtual_host=0")
        yield places, family, url
    finally:
        use_broker(None)
        stop_all([child], patience=3)
        shutil.rmtree(places.sockets, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def crew() -> Iterator[str]:
    """A worker of two hands and its clock; the address of their broker."""
    with broker() as (_, family, url):
        worker, beat = family.worker(), family.beat()
        # The bare task is no part of the house: this worker learns it beside what it knows.
        worker.argv += ["-I", INCLUDED]
        with running(worker, beat):
            wait(lambda: "ready." in worker.log.read_text(), worker)
            yield url


@contextmanager
def web(*, processes: int = 2) -> Iterator[tuple[str, int]]:
    """The house's own web server with so many processes: host and port."""
    host, port = "127.0.0.1", free_port()
    with broker() as (_, family, _url):
        child = family.web(host=host, port=port)
        child.argv[child.argv.index("--workers") + 1] = str(processes)
        with running(child):
            wait(lambda: is_open(host, port), child)
            yield host, port


def is_open(host: str, port: int) -> bool:
    wire = http.client.HTTPConnection(host, port, timeout=5)
    with contextlib.suppress(OSError, http.client.HTTPException):
        wire.request("GET", "/healthz")
        return wire.getresponse().status == http.client.OK
    return False


@contextmanager
def running(*children: Child) -> Iterator[None]:
    for child in children:
        child.start()
    try:
        yield
    finally:
        stop_all(children, patience=5)


def use_broker(url: str | None) -> None:
    if url is None:
        os.environ.pop("CELERY_BROKER_URL", None)
    else:
        os.environ["CELERY_BROKER_URL"] = url
    current_app._after_fork()  # type: ignore[attr-defined]  # forget the connections to the broker before


def wait(is_so: Callable[[], bool], child: Child) -> None:
    end = time.monotonic() + START_SECONDS
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError(f"{child.name} does not get ready: {child.log.read_text()[-2000:]}")
        time.sleep(0.02)
