"""The processes of a matrix: a gateway that misbehaves, a web server for its webhooks, workers that are killed."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx

from oms.embedded.children import Child, stop_all
from oms.embedded.places import Places
from oms.embedded.simulators import HOST, free_port
from tests.faults.crew import Crew, FaultyFamily
from tests.faults.house import wait_for
from tests.faults.matrix.plan import ACTS, POINTS, Switch

HANDS = 4
# At each failpoint and in each round.
KILLS_EACH = 2
KILLS = ",".join(f"{act}.{point}=kill:{KILLS_EACH}" for act in ACTS for point in POINTS)
HOOKS = "/webhooks/payments/sandbox/"
START_PATIENCE_SECONDS = 150.0
# A ``slow`` webhook comes two seconds late, a refused one again after 0.5, 1, 2 … seconds.
WEBHOOK_PATIENCE_SECONDS = 60.0

Struck = dict[tuple[str, str], set[str]]


@dataclass
class Yard:
    """One gateway, one web server, one crew; what struck whom, and who was killed."""

    url: str
    places: Places
    environment: Mapping[str, str]
    app: str
    struck: Struck = field(default_factory=lambda: defaultdict(set))
    strikes: Counter[tuple[str, str]] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.url, timeout=20)
        self.shots: Path = self.places.data / "shots"
        self.shots.mkdir()
        port = free_port()
        told = {"OMS_FAULTS": KILLS, "OMS_FAULTS_ONCE_DIR": str(self.shots)}
        self.web: Child = FaultyFamily(self.places, environment=self.environment).web(host=HOST, port=port)
        self.hooks = f"http://{HOST}:{port}"
        self.crew = Crew(self.places, environment={**self.environment, **told}, app=self.app)
        words = self.crew.worker.argv
        words[words.index("-c") + 1] = str(HANDS)

    def open(self) -> None:
        self.client.delete("/_control/faults")
        self.client.delete("/_truth")
        self.web.start()
        self.crew.start()
        wait_for(self._web_answers, seconds=START_PATIENCE_SECONDS, told=self.web.log.read_text)
        self.client.post("/_control/webhook-url", json={"url": f"{self.hooks}{HOOKS}"}).raise_for_status()

    def close(self) -> None:
        self.client.post("/_control/webhook-url", json={"url": ""})
        self.crew.stop()
        stop_all([self.web], patience=4)
        self.client.delete("/_control/faults")
        self.client.close()

    def _web_answers(self) -> bool:
        try:
            return httpx.get(f"{self.hooks}/readyz", timeout=10).json()["database"] == "ok"
        except (httpx.TransportError, ValueError):
            return False

    def arm(self, switches: Iterable[Switch]) -> None:
        for switch in switches:
            self.client.post("/_control/faults", json=asdict(switch)).raise_for_status()

    def arm_kills(self) -> None:
        """Each failpoint kills anew."""
        for shot in self.shots.iterdir():
            self.kills[shot.name.partition(".")[0]] += 1
            shot.unlink()

    def kill_worker(self) -> None:
        """``kill -9`` of the worker and of all its hands."""
        self.crew.kill_worker()
        self.kills["whole worker"] += 1

    def look_at_switches(self) -> list[dict[str, Any]]:
        """Remember whom the switches struck so far."""
        faults: list[dict[str, Any]] = self.client.get("/_control/faults").json()["faults"]
        for fault in faults:
            for key in fault["keys"]:
                self.struck[fault["operation"], key].add(fault["mode"])
        return faults

    def put_switches_away(self) -> None:
        """Count their strikes; those that struck nobody strike nobody any more."""
        for fault in self.look_at_switches():
            self.strikes[fault["mode"], fault["operation"]] += fault["hits"]
        self.client.delete("/_control/faults")

    def truth(self) -> list[dict[str, Any]]:
        return self.client.get("/_truth").json()

    def webhooks(self) -> dict[str, int]:
        counts = self.client.get("/_control/webhooks").json()
        return {state: counts[state] for state in ("waiting", "delivered", "given_up")}

    def wait(self, what: Callable[[], bool], *, seconds: float) -> bool:
        """Look after the crew until ``what`` holds; False when it did not within ``seconds``."""
        end = time.monotonic() + seconds
        while not what():
            if time.monotonic() > end:
                return False
            self.crew.look_after()
            time.sleep(0.1)
        return True

    def wait_for_webhooks(self) -> bool:
        return self.wait(lambda: not self.webhooks()["waiting"], seconds=WEBHOOK_PATIENCE_SECONDS)
