"""A shop, the outside and the workers of one test, and waiting until all is settled."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.utils import timezone

from core.actors import SYSTEM
from core.effects.hands import is_gone
from core.effects.registry import LEASE_MARGIN_SECONDS, LIMIT_SECONDS
from core.models import Effect
from oms.embedded.places import Places
from oms.embedded.pytest_plugin import Simulator
from orders.intake.requests import CustomerRequest
from orders.models import Order
from orders.services.placing import place_orders
from orders.tests.factories import Shop
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.statuses import RefundState
from tests.faults.crew import Crew
from tests.journeys import people

LONGEST_LEASE = timedelta(seconds=max(LIMIT_SECONDS.values()) + LEASE_MARGIN_SECONDS)


def stranger() -> CustomerRequest:
    """Somebody who orders for the first time: fraud rules have nothing to say."""
    name = uuid4().hex
    return CustomerRequest(name=name, email=f"{name}@example.com", phone="")


@dataclass
class World:
    """Everything of one test; ``crew`` is whoever works now."""

    shop: Shop
    outside: Mapping[str, Simulator]
    places: Places
    environment: Mapping[str, str]
    crew: Crew | None = None
    shots: Path = Path()
    claims: dict[int, dict[int, datetime]] = field(default_factory=dict)

    def hire(
        self, *, faults: str = "", app: str = "oms", beats: int = 1, more: Mapping[str, str] | None = None
    ) -> Crew:
        """Workers that will fail as told, each shot once over all of them; ``more`` is told them too."""
        if self.crew is not None:
            self.crew.stop()
        self.shots = self.places.data / f"shots-{time.monotonic_ns()}"
        self.shots.mkdir()
        told = {"OMS_FAULTS": faults, "OMS_FAULTS_ONCE_DIR": str(self.shots), **(more or {})}
        self.crew = Crew(self.places, environment={**self.environment, **told}, app=app, beats=beats)
        self.crew.start()
        return self.crew

    def place(self, count: int) -> list[int]:
        """Orders of one unit each; their ids."""
        wishes = [self.shop.request({0: 1}, customer=stranger()) for _ in range(count)]
        return [outcome.order_id for outcome in place_orders(wishes, actor=SYSTEM)]

    def pack_everything(self) -> None:
        while works := people.release_and_pick(self.shop.warehouses[0].pk):
            for work in works:
                people.pack(work)
            if not Order.objects.filter(state="confirmed", fulfillment_status="unfulfilled").exists():
                return

    def hand_over(self) -> None:
        people.hand_over(self.shop.warehouses[0].pk)

    def refund_everything(self) -> None:
        for order in Order.objects.filter(captured_amount__gt=0, refunded_amount=0):
            refund = grant_refund(order_id=order.pk, amount=order.captured_amount, reason="all wrong", actor=SYSTEM)
            if refund.state == RefundState.GRANTED:
                approve_refund(refund_id=refund.pk, actor=SYSTEM)
            request_refund(refund_id=refund.pk, actor=SYSTEM)

    def settle(self, *, seconds: float, until: Callable[[], bool] = lambda: True) -> None:
        """Wait until nothing is under way and ``until`` holds, for a second in a row."""
        end, calm = time.monotonic() + seconds, 0.0
        while calm < 1.0:
            assert time.monotonic() < end, (people.unfinished(), self.crew and self.crew.words())
            self.look_after()
            soon = timezone.now() + LONGEST_LEASE
            busy = Effect.objects.filter(state__in=["due", "claimed"], run_after__lt=soon).exists()
            calm = 0.0 if busy or not until() else calm + 0.25
            time.sleep(0.25)

    def settle_a_little(self, *, seed: int) -> None:
        """Let the workers come into the middle of things, for a time that the seed chooses."""
        end = time.monotonic() + random.Random(seed).uniform(0.3, 2.5)
        while time.monotonic() < end:
            self.look_after()
            time.sleep(0.1)

    def busy_hand(self, task: str) -> str:
        """Who has an effect of that name in hand now; waits for one who has."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            self.look_after()
            names = Effect.objects.filter(state="claimed", task=task).values_list("claimed_by", flat=True)
            living = [name for name in names if not is_gone(name)]
            if living:
                self.note_claims()
                return living[0]
            time.sleep(0.005)
        raise AssertionError("nobody works")

    def look_after(self) -> None:
        if self.crew is not None:
            self.crew.look_after()
        self.note_claims()

    def note_claims(self) -> None:
        """When each effect was claimed; a killed one is seen in its lease, long after its worker."""
        claimed = Effect.objects.filter(state="claimed").values_list("pk", "claim_no", "claimed_until", "queue")
        for pk, number, until, queue in claimed:
            lease = timedelta(seconds=LIMIT_SECONDS[queue] + LEASE_MARGIN_SECONDS)
            self.claims.setdefault(pk, {})[number] = until - lease

    def recoveries(self, *tasks: str) -> list[float]:
        """For every claim that came to nothing: seconds until somebody took the effect up again, or ended it."""
        ended = Effect.objects.filter(attempts__gt=1, state="done", task__in=tasks)
        seconds: list[float] = []
        for pk, last, finished_at in ended.values_list("pk", "claim_no", "finished_at"):
            starts = [at for number, at in sorted(self.claims.get(pk, {}).items()) if number < last]
            ends = [*starts[1:], finished_at]
            seconds += [(end - start).total_seconds() for start, end in zip(starts, ends, strict=False)]
        return seconds

    def shots_fired(self) -> int:
        return len(list(self.shots.iterdir()))
