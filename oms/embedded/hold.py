"""Keeps one set of services alive as long as somebody uses them.

Every user holds the clients' lock shared. When the holder can have it alone, nobody is left, and it stops the services.
The system frees a lock when its process ends, so a killed user never keeps services alive, and a killed holder is
simply started again by the next user.
"""

import argparse
import contextlib
import json
import logging
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from oms.embedded import leftovers, postgres
from oms.embedded.children import stop_all
from oms.embedded.errors import EmbeddedError
from oms.embedded.keeper import Keeper
from oms.embedded.keys import write_privately
from oms.embedded.locks import Lock
from oms.embedded.places import Places, make_private_folder, places_of, run_user
from oms.embedded.plan import VARIABLES, Plan, Service, make_plan

START_PATIENCE_SECONDS = 60.0
STOP_PATIENCE_SECONDS = 20.0
WATCH_SECONDS = 0.1

log = logging.getLogger("holder")


class Holder:
    """The services of one data folder, from first start to last stop."""

    def __init__(self, places: Places, *, throwaway: bool) -> None:
        self.places = places
        self.throwaway = throwaway
        self.clients = Lock(places.clients_lock)
        self.asked_to_stop = False
        self.keeper = Keeper()
        self.services: list[Service] = []

    def stop_soon(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def start(self, *, names: list[str], site_url: str) -> None:
        """Start all and wait until all answer. Raises EmbeddedError naming the one that does not."""
        mark = f"{self.places.token}:services"
        make_private_folder(self.places.sockets, owner=run_user())
        postgres.stop_leftover(self.places.database_home)
        leftovers.stop_marked(mark)
        plan = make_plan(self.places, names=names, mark=mark, throwaway=self.throwaway, site_url=site_url)
        self.services = plan.services
        for service in self.services:
            self.keeper.start(service.child)
        self.wait_for_answers()
        self.announce("ready", plan=plan)

    def wait_for_answers(self) -> None:
        end = time.monotonic() + START_PATIENCE_SECONDS
        silent = list(self.services)
        while silent:
            silent = [service for service in silent if not service.answers()]
            for service in silent:
                if service.child.ended_with is not None:
                    raise EmbeddedError(f"{service.child.name} did not start: {last_words(service.child.log)}")
            if silent and time.monotonic() > end:
                raise EmbeddedError(f"{silent[0].child.name} does not answer; its log is {silent[0].child.log}.")
            time.sleep(0.02)

    def announce(self, state: str, *, plan: Plan | None = None, reason: str = "") -> None:
        told = {"state": state, "pid": os.getpid(), "reason": reason}
        if plan is not None:
            told |= {"services": [service.child.name for service in plan.services], "environment": plan.environment}
        write_privately(self.places.services_file, json.dumps(told, indent=1))

    def keep(self) -> None:
        """Stay until nobody uses the services any more, starting again what ended by itself."""
        while not self.asked_to_stop and not self.clients.hold(alone=True):
            self.keeper.look_after()
            time.sleep(WATCH_SECONDS)

    def stop(self) -> None:
        stop_all(self.keeper.children, patience=STOP_PATIENCE_SECONDS)
        for socket in self.places.sockets.glob("*"):
            socket.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.places.sockets.rmdir()

    def forget(self) -> None:
        """Remove data nobody will miss; after a failed start it stays, with the logs that tell why."""
        if self.throwaway:
            self.places.forget()


def last_words(path: Path) -> str:
    """The reason a child gave in its log, as well as it can be told."""
    lines = [line for line in path.read_text(errors="replace").splitlines() if line.strip()] if path.exists() else []
    grave = [line for line in lines[-10:] if "FATAL" in line or "rror" in line]
    return (grave or lines or [f"it said nothing in {path}."])[-1]


def hold(places: Places, *, names: list[str], throwaway: bool, site_url: str) -> int:
    """Start, keep, stop; 0 when all went as it should."""
    alone = Lock(places.holder_lock)
    if not alone.hold(alone=True, patience=2.0):
        return 0  # somebody else already does this work
    holder = Holder(places, throwaway=throwaway)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, holder.stop_soon)
    try:
        holder.start(names=names, site_url=site_url)
    except (EmbeddedError, OSError) as error:
        holder.announce("failed", reason=str(error))
        log.error("%s", error)
        holder.stop()
        return 1
    holder.keep()
    holder.announce("stopping")
    holder.stop()
    places.services_file.unlink(missing_ok=True)
    holder.forget()
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--services", default=",".join(VARIABLES))
    parser.add_argument("--site-url", default="http://127.0.0.1:8000")
    parser.add_argument("--throwaway", action="store_true")
    wanted = parser.parse_args()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    places = places_of(wanted.data_dir)
    names = [name for name in wanted.services.split(",") if name]
    return hold(places, names=names, throwaway=wanted.throwaway, site_url=wanted.site_url)


if __name__ == "__main__":
    sys.exit(main())
