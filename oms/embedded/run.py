"""``make run``: everything of the house on one machine, in one terminal, until Ctrl-C."""

import contextlib
import http.client
import logging
import os
import signal
import socket
import sys
import time
from types import FrameType
from urllib.parse import urlsplit

from oms.embedded import leftovers, simulators
from oms.embedded.banner import banner
from oms.embedded.children import LIBC, PR_SET_PDEATHSIG, Child, stop_all
from oms.embedded.client import Client
from oms.embedded.command import services_missing
from oms.embedded.errors import EmbeddedError
from oms.embedded.keeper import Keeper
from oms.embedded.locks import Lock
from oms.embedded.places import Places, places_of
from oms.embedded.plan import VARIABLES
from oms.embedded.processes import Family
from oms.embedded.tail import MergedLog

WEB_PATIENCE_SECONDS = 300.0
# A machine with other work loads the code in a minute or two: whoever waits is told that nothing hangs.
STILL_WAITING_SECONDS = 30.0
STOP_PATIENCE_SECONDS = 10.0
SERVICES_PATIENCE_SECONDS = 30.0
WATCH_SECONDS = 0.1


class Stopped(Exception):
    """Somebody asked us to stop while we were still starting."""


class Run:
    """One run of the whole house."""

    def __init__(self, places: Places, *, host: str, port: int) -> None:
        self.places, self.host, self.port = places, host, port
        self.site_url = os.environ.get("SITE_URL", "").strip() or f"http://{host}:{port}"
        self.client = Client(places, site_url=self.site_url)
        self.log = MergedLog()
        self.keeper = Keeper()
        self.passing: list[Child] = []
        self.asked_to_stop = 0

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop += 1

    def start(self) -> None:
        """Services, schema, processes; returns when the web answers. Raises EmbeddedError or Stopped."""
        begun = time.monotonic()
        self.log.say("starting the services")
        environment = self.client.acquire(services_missing())
        for name in (*VARIABLES, "holder"):
            self.log.follow(name, self.places.logs / f"{name}.log")
        leftovers.stop_marked(f"{self.places.token}:run")
        self.lead_webhooks_here(environment)
        address = {"SITE_URL": self.site_url, "PORT": str(self.port)}
        self.family = Family(self.places, environment={**environment, **address})
        self.log.say("preparing the database")
        self.finish(self.follow(self.family.preparation()))
        for child in (self.family.web(host=self.host, port=self.port), self.family.worker(), self.family.beat()):
            self.keeper.start(self.follow(child))
        self.wait_for_web()
        self.start_demo()
        seconds = time.monotonic() - begun
        print(banner(self.places, site_url=self.site_url, environment=environment, seconds=seconds), flush=True)

    def follow(self, child: Child) -> Child:
        self.log.follow(child.name, child.log)
        return child

    def lead_webhooks_here(self, environment: dict[str, str]) -> None:
        """The simulators may have been started by somebody with another address in mind."""
        for name, path in simulators.WEBHOOK_PATHS.items():
            port = urlsplit(environment.get(f"{name.upper()}_URL", "")).port
            if port is not None:
                simulators.tell_webhook_url(port, self.site_url + path)

    def finish(self, child: Child) -> None:
        """Run a child to its end. Raises EmbeddedError when it fails."""
        self.passing.append(child)
        child.start()
        while child.running:
            self.watch()
        self.log.pass_on()
        self.passing.remove(child)
        if child.ended_with:
            raise EmbeddedError(f"{child.name} failed; its words are above and in {child.log}.")

    def watch(self) -> None:
        time.sleep(WATCH_SECONDS / 4)
        self.log.pass_on()
        if self.asked_to_stop:
            raise Stopped

    def wait_for_web(self) -> None:
        begun = told = time.monotonic()
        self.log.say("starting the web server")
        while not self.web_answers():
            self.watch()
            self.keeper.look_after()
            now = time.monotonic()
            if now - begun > WEB_PATIENCE_SECONDS:
                raise EmbeddedError(
                    f"The web server did not answer within {WEB_PATIENCE_SECONDS / 60:.0f} minutes. Read "
                    f"{self.places.logs / 'web.log'}; if no error stands there, the machine is too busy: start again, "
                    "what was prepared is kept."
                )
            if now - told > STILL_WAITING_SECONDS:
                told = now
                self.log.say(f"the web server is still starting, {now - begun:.0f} s so far")

    def web_answers(self) -> bool:
        wire = http.client.HTTPConnection("127.0.0.1" if self.host == "0.0.0.0" else self.host, self.port, timeout=5)  # noqa: S104
        with contextlib.suppress(OSError, http.client.HTTPException):
            wire.request("GET", "/healthz", headers={"Host": "localhost"})
            return wire.getresponse().status == http.client.OK
        return False

    def start_demo(self) -> None:
        if not self.places.demo_mark.exists() and os.environ.get("DEMO", "1") != "0":
            demo = self.follow(self.family.demo())
            demo.start()
            self.passing.append(demo)

    def keep(self) -> None:
        """Pass on what is said and start again what ends, until asked to stop."""
        while not self.asked_to_stop:
            time.sleep(WATCH_SECONDS)
            self.log.pass_on()
            self.keeper.look_after()
            self.look_after_services()
            for child in [child for child in self.passing if not child.running]:
                self.passing.remove(child)
                self.note_demo(child)

    def look_after_services(self) -> None:
        """Whoever keeps them may have been killed; the addresses stay the same."""
        if self.client.services_are_kept():
            return
        self.log.say("the services ended, starting them again")
        self.client.acquire(services_missing())

    def note_demo(self, child: Child) -> None:
        if child.ended_with == 0:
            self.places.demo_mark.touch()
            self.log.say("the demo data is complete")
        else:
            self.log.say(f"the demo data is not complete, the next start tries again; see {child.log}")

    def stop(self) -> None:
        """Our own processes at once, the services last, if nobody else uses them."""
        self.log.say("stopping")
        stop_all([*self.keeper.children, *self.passing], patience=STOP_PATIENCE_SECONDS)
        self.log.pass_on()
        self.client.release(patience=SERVICES_PATIENCE_SECONDS)
        self.log.say("stopped")


def ensure_port_is_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise EmbeddedError(
                f"Port {port} is taken: stop what listens there, or choose another one: make run PORT={port + 1}."
            ) from error


def port_wanted() -> int:
    word = os.environ.get("PORT", "").strip() or "8000"
    if not word.isdecimal() or not 0 < int(word) < 65536:
        raise EmbeddedError(f"PORT must be a number from 1 to 65535, not {word!r}.")
    return int(word)


def run_house() -> int:
    """The exit code of ``make run``."""
    places = places_of()
    places.make()
    alone = Lock(places.run_lock)
    if not alone.hold(alone=True):
        raise EmbeddedError(f"The house already runs on {places.data}: stop it, or set OMS_DATA_DIR to another folder.")
    leftovers.stop_marked(f"{places.token}:run")
    house = Run(places, host=os.environ.get("HOST", "").strip() or "127.0.0.1", port=port_wanted())
    ensure_port_is_free(house.host, house.port)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, house.ask_to_stop)
    try:
        house.start()
        house.keep()
    except Stopped:
        pass
    finally:
        house.stop()
    return 0


def main() -> int:
    logging.basicConfig(format="%(message)s", level=logging.INFO, stream=sys.stdout)
    if LIBC is not None and "MAKELEVEL" in os.environ:
        LIBC.prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))
    try:
        return run_house()
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
