"""Services for one test run: same programs, data nobody will miss."""

import os
import tempfile
from pathlib import Path

from oms.embedded import postgres, valkey
from oms.embedded.client import Client
from oms.embedded.places import Places

FOLDER = "OMS_TEST_SERVICES"
SERVICES = ("postgres", "valkey")


def places_for_tests() -> Places:
    """The same folder in every process of one run: the first one names it, the others inherit the name."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = str(Path(tempfile.gettempdir()).resolve() / f"oms-test-{os.geteuid()}-{os.getpid()}")
    return Places(Path(os.environ[FOLDER]))


def point_environment_at_tests() -> None:
    """Name the servers the run will have, before any settings are read; outside servers given by hand stay."""
    places = places_for_tests()
    os.environ.setdefault("DATABASE_URL", postgres.database_url(places))
    os.environ.setdefault("REDIS_URL", valkey.redis_url(places, number=worker_number()))
    # Acts are done at once, but for the tests of the window itself.
    os.environ.setdefault("UNDO_SECONDS", "0")


def wanted() -> list[str]:
    """The services the run has to start itself."""
    places = str(places_for_tests().sockets)
    urls = {"postgres": os.environ["DATABASE_URL"], "valkey": os.environ["REDIS_URL"]}
    return [name for name in SERVICES if places in urls[name]]


def worker_number() -> int:
    """0 for a run in one process, 1 and up for the workers of a parallel one."""
    name = os.environ.get("PYTEST_XDIST_WORKER", "")
    return int(name.removeprefix("gw")) + 1 if name.startswith("gw") else 0


def client_for_tests() -> Client:
    return Client(places_for_tests(), throwaway=True)
