"""``make demo-reset``: forget the database, the queue, the simulators' memories and the logins of one data folder."""

import sys

from oms.embedded.client import Client
from oms.embedded.errors import EmbeddedError
from oms.embedded.locks import Lock
from oms.embedded.places import Places, places_of


def forget_everything(places: Places) -> None:
    """Remove the data folder. Raises EmbeddedError while somebody uses it."""
    if not places.data.exists():
        return
    places.make()
    Client(places).release(patience=20)
    for lock in (Lock(places.run_lock), Lock(places.holder_lock)):
        if not lock.hold(alone=True):
            raise EmbeddedError(f"The house still runs on {places.data}: stop it first.")
    places.forget()


if __name__ == "__main__":
    try:
        forget_everything(places_of())
    except EmbeddedError as error:
        sys.exit(str(error))
