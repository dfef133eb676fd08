"""Real workers and a real clock on the tests' database, looked after as a process manager would."""

import contextlib
import os
import signal
from collections.abc import Mapping

from oms.embedded.children import Child, stop_all
from oms.embedded.keeper import Keeper
from oms.embedded.places import Places
from oms.embedded.processes import Family


class FaultyFamily(Family):
    """The house's own command lines; ``app`` may name a Celery application with a guard taken away."""

    app = "oms"

    def environ(self) -> dict[str, str]:
        return {**super().environ(), "DJANGO_SETTINGS_MODULE": "oms.settings.local"}

    def child(self, name: str, words: list[str], *, pool: int = 0) -> Child:
        return super().child(name, [self.app if word == "oms" else word for word in words], pool=pool)


class Crew:
    """One worker of two hands, and a clock, or by mistake several."""

    def __init__(self, places: Places, *, environment: Mapping[str, str], app: str = "oms", beats: int = 1) -> None:
        family = FaultyFamily(places, environment=environment)
        family.app = app
        self.keeper = Keeper()
        self.worker, self.beats = family.worker(), [family.beat() for _ in range(beats)]
        for number, beat in enumerate(self.beats[1:]):
            beat.name = f"beat-{number}"
            beat.argv = [f"{word}-{number}" if word.endswith("beat.schedule") else word for word in beat.argv]

    def start(self) -> None:
        for child in (self.worker, *self.beats):
            self.keeper.start(child)

    def look_after(self) -> None:
        """Start again who died."""
        self.keeper.look_after()

    def kill_worker(self) -> None:
        """``kill -9`` of the worker and of its hands, from outside."""
        self.worker.kill_group()
        assert self.worker.process is not None
        self.worker.process.wait()

    def kill_hand(self, name: str) -> None:
        """``kill -9`` of the process that holds a claim under that name; the worker replaces it by itself."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(name.split(":")[1]), signal.SIGKILL)

    def stop(self) -> None:
        stop_all([self.worker, *self.beats], patience=4)

    def words(self) -> str:
        """The end of what the worker said."""
        return self.worker.log.read_text()[-6000:]
