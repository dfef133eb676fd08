"""A real worker, its clock and a broker of their own, working on the database that is measured."""

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

START_SECONDS = 60
INCLUDED = "bench.bare"


@contextmanager
def crew() -> Iterator[str]:
    """The address of the broker; this process sends its nudges there too, until the end."""
    folder = Path(tempfile.mkdtemp(prefix="oms-bench-")).resolve()
    places = Places(folder)
    places.make()
    make_private_folder(places.sockets, owner=None)
    broker = valkey.valkey(places, mark=f"{places.token}:bench", throwaway=True)
    url = valkey.redis_url(places)
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    family = Family(places, environment={"DATABASE_URL": database, "REDIS_URL": url})
    worker, beat = family.worker(), family.beat()
    # The bare task is no part of the house: this worker learns it beside what it knows.
    worker.argv += ["-I", INCLUDED]
    children = [broker, worker, beat]
    try:
        broker.start()
        wait(lambda: valkey.answers(places), broker)
        use_broker(f"redis+socket://{valkey.socket_of(places)}?virtual_host=0")
        worker.start()
        beat.start()
        wait(lambda: "ready." in worker.log.read_text(), worker)
        yield url
    finally:
        use_broker(None)
        stop_all(children[1:], patience=5)
        stop_all(children[:1], patience=3)
        shutil.rmtree(places.sockets, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


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
