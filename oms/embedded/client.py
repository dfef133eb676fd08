"""Using the embedded services: join the running ones or have them started, and let go at the end."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from typing import Any

from oms.embedded.children import MARK, open_log
from oms.embedded.errors import EmbeddedError
from oms.embedded.locks import Lock, is_held, is_shared
from oms.embedded.places import Places
from oms.embedded.plan import VARIABLES
from oms.embedded.simulators import ROOT

PATIENCE_SECONDS = 120.0
PAUSE_SECONDS = 0.02
DYING_SECONDS = 0.05


class Holder(subprocess.Popen[bytes]):
    """Keeps the services; may well outlive the one who started it, so nobody waits for it or is warned about it."""

    def __del__(self, *_: Any) -> None:
        """Without the warning about a forgotten child."""


# Kept, so that those who ended can be waited for when the next one is started.
HOLDERS: list[Holder] = []


class Client:
    """One process's claim on the services of ``places``; the system ends it with the process at the latest."""

    def __init__(self, places: Places, *, throwaway: bool = False, site_url: str = "http://127.0.0.1:8000") -> None:
        self.places = places
        self.throwaway = throwaway
        self.site_url = site_url
        self.claim = Lock(places.clients_lock)
        self.names: list[str] = []

    def acquire(self, names: Iterable[str]) -> dict[str, str]:
        """The environment that leads to the services ``names``, which all answer.

        Raises EmbeddedError when one cannot be started, or when the running ones lack one.
        """
        wanted = [name for name in VARIABLES if name in set(names)]
        self.places.make()
        self.names = wanted
        if not wanted:
            return {}
        if not self.claim.hold(alone=False, patience=PATIENCE_SECONDS):
            raise EmbeddedError(f"Another process keeps {self.places.clients_lock} for itself.")
        starting = Lock(self.places.start_lock)
        if not starting.hold(alone=True, patience=PATIENCE_SECONDS):
            raise EmbeddedError(f"Another start of the services in {self.places.data} does not come to its end.")
        try:
            found = self.joined() or self.started(wanted)
        finally:
            starting.release()
        missing = [name for name in wanted if name not in found["services"]]
        if missing:
            raise EmbeddedError(
                f"The running services were started without {missing[0]}: "
                f"set {VARIABLES[missing[0]]} as it was set then, or stop them first."
            )
        return {str(name): str(value) for name, value in found["environment"].items()}

    def joined(self) -> dict[str, Any] | None:
        """What a living holder announced, waiting for one that is about to be ready."""
        end = time.monotonic() + PATIENCE_SECONDS
        while is_held(self.places.holder_lock) and time.monotonic() < end:
            told = self.announced()
            if told.get("state") == "ready" and self.stays():
                return told
            time.sleep(PAUSE_SECONDS)
        return None

    def stays(self) -> bool:
        """Whether the holder is still there a moment later: one just killed keeps its lock for some milliseconds."""
        time.sleep(DYING_SECONDS)
        return is_held(self.places.holder_lock)

    def started(self, names: list[str]) -> dict[str, Any]:
        self.places.services_file.unlink(missing_ok=True)
        log = self.places.logs / "holder.log"
        words = [str(self.places.data), "--services", ",".join(names), "--site-url", self.site_url]
        with open_log(log) as output:
            holder = Holder(
                [sys.executable, "-m", "oms.embedded.hold", *words, *(["--throwaway"] if self.throwaway else [])],
                stdin=subprocess.DEVNULL,
                stdout=output,  # type: ignore[call-overload]
                stderr=output,
                env={name: value for name, value in os.environ.items() if name != MARK},
                cwd=ROOT,
                start_new_session=True,
            )
        HOLDERS[:] = [*(known for known in HOLDERS if known.poll() is None), holder]
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            told = self.announced()
            if told.get("state") == "ready":
                return told
            if told.get("state") == "failed":
                raise EmbeddedError(str(told.get("reason")))
            if holder.poll() is not None:
                raise EmbeddedError(f"The services did not start; the log is {log}.")
            time.sleep(PAUSE_SECONDS)
        raise EmbeddedError(f"The services do not get ready; the log is {log}.")

    def services_are_kept(self) -> bool:
        """Whether somebody still keeps the services we were given; true when we were given none."""
        return not self.names or is_held(self.places.holder_lock)

    def announced(self) -> dict[str, Any]:
        try:
            told: dict[str, Any] = json.loads(self.places.services_file.read_text())
        except (OSError, ValueError):
            return {}
        return told

    def release(self, *, patience: float = 0.0) -> None:
        """Let go; with ``patience`` wait for the services to end if nobody else uses them."""
        self.claim.release()
        end = time.monotonic() + patience
        while time.monotonic() < end and is_held(self.places.holder_lock):
            if is_shared(self.places.clients_lock):
                return
            time.sleep(PAUSE_SECONDS)
