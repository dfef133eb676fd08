"""A shop, the outside and the workers of one test, and waiting until all is settled."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from core.actors import SYSTEM
from core.models import Effect
from oms.embedded.places import Places
from oms.embedded.pytest_plugin import Simulator
from orders.models import Order
from orders.services.placing import place_orders
from orders.tests.factories import Shop
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.statuses import RefundState
from tests.faults.crew import Crew
from tests.journeys import people

LEASE = timedelta(seconds=35)


@dataclass
class World:
    """Everything of one test; ``crew`` is whoever works now."""

    shop: Shop
    outside: Mapping[str, Simulator]
    places: Places
    environment: Mapping[str, str]
    crew: Crew | None = None
    shots: Path = Path()
    claims: dict[int, datetime] = field(default_factory=dict)

    def hire(self, *, faults: str = "", app: str = "oms") -> Crew:
        """Workers that will fail as told, each shot once over all of them."""
        if self.crew is not None:
            self.crew.stop()
        self.shots = self.places.data / f"shots-{time.monotonic_ns()}"
        self.shots.mkdir()
        told = {"OMS_FAULTS": faults, "OMS_FAULTS_ONCE_DIR": str(self.shots)}
        self.crew = Crew(self.places, environment={**self.environment, **told}, app=app)
        self.crew.start()
        return self.crew

    def place(self, count: int) -> list[int]:
        """Orders of one unit each; their ids."""
        return [outcome.order_id for outcome in place_orders([self.shop.request({0: 1})] * count, actor=SYSTEM)]

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
            busy = Effect.objects.filter(state__in=["due", "claimed"], run_after__lt=timezone.now() + LEASE).exists()
            calm = 0.0 if busy or not until() else calm + 0.25
            time.sleep(0.25)

    def settle_a_little(self, *, seed: int) -> None:
        """Let the workers come into the middle of things, for a time that the seed chooses."""
        end = time.monotonic() + random.Random(seed).uniform(0.3, 2.5)
        while time.monotonic() < end:
            self.look_after()
            time.sleep(0.1)

    def look_after(self) -> None:
        if self.crew is not None:
            self.crew.look_after()
        self.note_claims()

    def note_claims(self) -> None:
        """When each effect was claimed first; a killed one is seen in its lease, long after its worker."""
        for pk, until in Effect.objects.filter(state="claimed").values_list("pk", "claimed_until"):
            self.claims.setdefault(pk, until - LEASE)

    def recoveries(self, *tasks: str) -> list[float]:
        """Seconds from the first claim to the end, of every effect that needed more than one."""
        ended = Effect.objects.filter(attempts__gt=1, state="done", task__in=tasks)
        return [
            (at - self.claims[pk]).total_seconds()
            for pk, at in ended.values_list("pk", "finished_at")
            if pk in self.claims
        ]

    def shots_fired(self) -> int:
        return len(list(self.shots.iterdir()))
