"""The tracking clock: parcels move when their time has come, or when they are told to."""

import random
import threading
import time
from dataclasses import dataclass
from typing import Any

from simulators.carrier.journey import TROUBLED, event_at, plan_for
from simulators.carrier.labels import found_by_number, movement
from simulators.http import Refused
from simulators.operations import Operations, Outcome
from simulators.truth import Truth, now_text
from simulators.webhooks import Event

DUE_INDEX = "CREATE INDEX IF NOT EXISTS parcel_due ON thing (json_extract(body, '$.next_at')) WHERE kind = 'parcel'"


SHARE = "share of all parcels"


@dataclass(frozen=True)
class Troubles:
    """Which parcels meet which trouble: a share of all of them, or one by its number."""

    truth: Truth
    seed: int

    def expect(self, rate: float, kind: str | None) -> None:
        self.truth.keep("trouble", {"id": SHARE, "rate": rate, "kind": kind})

    def choose(self, number: str, kind: str) -> None:
        self.truth.keep("trouble", {"id": f"trouble of {number}", "kind": kind})

    def kind_for(self, label: dict[str, Any]) -> str | None:
        """The trouble this parcel will meet; the same seed and purchase key always meet the same."""
        chosen = self.truth.find("trouble", f"trouble of {label['tracking_number']}")
        if chosen is not None:
            return str(chosen["kind"])
        share = self.truth.find("trouble", SHARE) or {"rate": 0, "kind": None}
        chance = random.Random(f"{self.seed}:{label['tracking_number']}")
        if chance.random() >= share["rate"]:
            return None
        return share["kind"] or chance.choice(sorted(TROUBLED))


class Tracking:
    """Every parcel on its way."""

    def __init__(self, truth: Truth, operations: Operations, *, seconds_per_step: float, seed: int) -> None:
        self.truth, self.operations, self.seconds_per_step = truth, operations, seconds_per_step
        self.troubles = Troubles(truth, seed)
        truth.rows(DUE_INDEX)

    def start(self) -> None:
        if self.seconds_per_step > 0:
            threading.Thread(target=self._run, daemon=True, name="tracking-clock").start()

    def _run(self) -> None:
        while True:
            due = self.truth.rows(
                "SELECT id FROM thing WHERE kind = 'parcel' AND json_extract(body, '$.next_at') <= ?", time.time()
            )
            for (number,) in due:
                self.advance(number)
            time.sleep(min(0.5, self.seconds_per_step / 4))

    def hand_over(self, numbers: list[str], manifest: str) -> Outcome:
        """Accept parcels into the network; the ones already accepted stay accepted."""
        accepted: list[str] = []
        refused: list[dict[str, str]] = []
        movements = []
        for number in numbers:
            label = found_by_number(self.truth, number)
            if label is None or label["status"] == "voided":
                code = "unknown_number" if label is None else "label_voided"
                refused.append({"tracking_number": number, "code": code})
                continue
            accepted.append(number)
            if label["status"] == "purchased":
                self._accept(label, manifest)
                movements.append(movement("handover", label) | {"manifest": manifest})
        body = {"manifest": manifest, "accepted": accepted, "refused": refused, "accepted_at": now_text()}
        return Outcome(body, movements=tuple(movements))

    def _accept(self, label: dict[str, Any], manifest: str) -> None:
        label |= {"status": "handed_over", "manifest": manifest}
        self.truth.keep("label", label)
        plan = plan_for(label, kind=self.troubles.kind_for(label))
        parcel = {"id": label["tracking_number"], "plan": plan, "events": [], "next_at": self._next_at(plan)}
        self.truth.keep("parcel", parcel)

    def _next_at(self, plan: list[str]) -> float | None:
        return time.time() + self.seconds_per_step if plan and self.seconds_per_step > 0 else None

    def advance(self, number: str) -> bool:
        """Move a parcel one step; False when its journey is over."""
        return bool(self.operations.announce("track", lambda: self._step(number)).events)

    def _step(self, number: str) -> Outcome:
        parcel, label = self.found(number), found_by_number(self.truth, number)
        if label is None or not parcel["plan"]:
            return Outcome({})
        event = event_at(label, parcel["plan"].pop(0), sequence=len(parcel["events"]) + 1, at=now_text())
        parcel["events"].append(event)
        parcel["next_at"] = self._next_at(parcel["plan"])
        self.truth.keep("parcel", parcel)
        return Outcome(event, events=(Event("tracking.updated", number, event),))

    def trouble(self, number: str, kind: str) -> None:
        """Let one parcel meet a trouble, whether it is handed over already or not."""
        with self.truth.transaction():
            self.troubles.choose(number, kind)
            parcel = self.truth.find("parcel", number)
            if parcel is None:
                return
            past = {event["code"] for event in parcel["events"]}
            parcel["plan"] = [code for code in TROUBLED[kind] if code not in past]
            parcel["next_at"] = self._next_at(parcel["plan"])
            self.truth.keep("parcel", parcel)

    def found(self, number: str) -> dict[str, Any]:
        """The parcel of that number. Raises Refused when it was never handed over."""
        parcel = self.truth.find("parcel", number)
        if parcel is None:
            raise Refused(404, "not_found", "There is no such parcel in our network.")
        return parcel
