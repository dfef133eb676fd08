"""What happens to which order: decided by the seed and the order's number, the same in every run."""

from dataclasses import dataclass
from enum import IntEnum

from django.db.models import Exists, OuterRef, Q

from core.actors import Actor
from core.models import Event
from desk.demo.past.teller import PAST
from desk.people.invent import number_for
from orders.events import OrderPlaced

REP = Actor(kind="simulation", reference="rep", name="A simulated rep", is_trusted=True)
PICKER = Actor(kind="simulation", reference="picker", name="A simulated picker", is_trusted=True)
PACKER = Actor(kind="simulation", reference="packer", name="A simulated packer", is_trusted=True)
DOCK = Actor(kind="simulation", reference="dock", name="A simulated dock hand", is_trusted=True)
CUSTOMER = Actor(kind="simulation", reference="customer", name="A simulated customer", is_trusted=True)
JUNIOR = Actor(
    kind="simulation", reference="junior", name="A simulated junior", rights=frozenset({"payments.issue_credit"})
)
PAY_CLERK = Actor(kind="simulation", reference="payments", name="A simulated payments clerk", is_trusted=True)
RETURNS_CLERK = Actor(kind="simulation", reference="returns", name="A simulated returns clerk", is_trusted=True)


class Stage(IntEnum):
    """How far an order is taken before everybody goes home."""

    PLACED = 0
    REVIEWED = 1
    RELEASED = 2
    PICKED = 3
    PACKED = 4
    HANDED_OVER = 5
    DELIVERED = 6
    AFTERWARDS = 7


# Shares of a hundred orders that stop at each stage in a demo; the rest goes to the end.
_DEMO_STOPS = (
    (Stage.PLACED, 5),
    (Stage.REVIEWED, 12),
    (Stage.RELEASED, 8),
    (Stage.PICKED, 6),
    (Stage.PACKED, 7),
    (Stage.HANDED_OVER, 10),
    (Stage.DELIVERED, 12),
)


@dataclass(frozen=True)
class Script:
    """``is_thorough`` takes every order to its end; otherwise some stop at every stage."""

    seed: int
    is_thorough: bool

    def roll(self, what: str, key: object) -> int:
        """0 to 99, always the same for the same question."""
        return number_for(f"{self.seed} {what} {key}") % 100

    def stop_of(self, order_id: int) -> Stage:
        """The last stage the order is taken to."""
        if self.is_thorough:
            return Stage.AFTERWARDS
        rolled = self.roll("stop", order_id)
        for stage, share in _DEMO_STOPS:
            if rolled < share:
                return stage
            rolled -= share
        return Stage.AFTERWARDS

    def may(self, order_id: int, stage: Stage) -> bool:
        """Whether the order is taken that far."""
        return self.stop_of(order_id) >= stage

    def is_ours(self, order: str = "order_id") -> Q:
        """What the simulated people may touch; ``order`` is the column with the order's key.

        The demo's past is over: no gateway and no carrier knows of it. What a person or a shop's key placed is left
        to whoever placed it, until everything is to be finished: who tries the house out by hand while the demo is
        made shall find the order as they left it.
        """
        others = Q(actor=PAST.label)
        if not self.is_thorough:
            others |= Q(actor__startswith="user:") | Q(actor__startswith="api:")
        return ~Q(Exists(Event.objects.filter(others, order_id=OuterRef(order), name=OrderPlaced.name)))
