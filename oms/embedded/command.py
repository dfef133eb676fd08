"""What ``manage.py`` does before a command runs: make sure that a database and a broker can be reached."""

import atexit
import os
import sys

from oms.embedded.client import Client
from oms.embedded.errors import EmbeddedError
from oms.embedded.places import places_of
from oms.embedded.plan import VARIABLES

ALONE = {"", "help", "version", "collectstatic", "findstatic", "compilemessages", "makemessages", "startapp"}
STOP_PATIENCE_SECONDS = 20.0


def services_for(argv: list[str]) -> None:
    """Point the environment at running or freshly started services when ``argv`` is a command that needs them."""
    word = argv[1] if len(argv) > 1 else ""
    if word in ALONE or word.startswith("-") or {"--help", "-h", "--version"} & set(argv):
        return
    if os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".production"):
        return
    missing = services_missing()
    if not {"postgres", "valkey"} & set(missing):
        return
    client = Client(places_of(), site_url=f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
    try:
        environment = client.acquire(missing)
    except EmbeddedError as error:
        sys.exit(str(error))
    for name, value in environment.items():
        os.environ.setdefault(name, value)
    atexit.register(client.release, patience=STOP_PATIENCE_SECONDS)


def services_missing() -> list[str]:
    """The services no variable of the environment names an outside one for."""
    return [name for name, variable in VARIABLES.items() if not os.environ.get(variable, "").strip()]
