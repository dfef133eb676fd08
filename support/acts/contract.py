"""What an act is: it tells what it would do, and does it inside the playbook's one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.actors import Actor
from core.errors import Blocker, MoveRefused
from core.money import ZERO
from orders.models import Order, OrderLine
from orders.statuses import RefundTo
from returns.models import Claim, ClaimKind
from shipping.statuses import ExceptionKind
from support.models import Act, Case, CaseKind, PlaybookRun, PlaybookStep

Rows = Sequence[tuple[str, str]]
NO_ORDER = Blocker("no_order", "the case is about no order.", fix="Link it to its order first.")
TROUBLE_OF = {CaseKind.DAMAGE: ExceptionKind.DAMAGED, CaseKind.DELIVERY: ExceptionKind.LOST}
CLAIM_OF = {CaseKind.DELIVERY: ClaimKind.LOST, CaseKind.RETURN: ClaimKind.WRONG}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunWish:
    """What a person chose: acts that are not always made, units by order line, and what single acts need.

    ``key`` makes the same form sent twice one run. ``goodwill`` is in the order's currency, ``words`` the answer's
    text as the person left it, ``claim_id`` one the customer opened before, ``bin_id`` and ``bin_units`` what is
    written off where.
    """

    key: str
    reason: str
    acts: frozenset[str] = frozenset()
    units: Mapping[int, int] = field(default_factory=dict)
    goodwill: Decimal = ZERO
    destination: str = RefundTo.TENDERS
    parcel_id: int | None = None
    claim_id: int | None = None
    claim_kind: str = ClaimKind.DAMAGED
    words: str = ""
    bin_id: int | None = None
    bin_units: int = 0


@dataclass(slots=True, kw_only=True)
class Scene:
    """The case with everything an act looks at; ``run`` is there when it is done and not only foreseen."""

    case: Case
    wish: RunWish
    actor: Actor
    order: Order | None
    lines: Mapping[int, OrderLine]
    chosen: frozenset[str]
    run: PlaybookRun | None = None
    claim: Claim | None = None

    @property
    def asked_order(self) -> Order:
        """The order of an act that needs one. Raises MoveRefused without one."""
        if self.order is None:
            raise MoveRefused("run the playbook", [NO_ORDER])
        return self.order

    @property
    def units(self) -> dict[int, int]:
        return {key: count for key, count in self.wish.units.items() if count}


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One step as it would be made: what with how much, and why it cannot be."""

    act: Act
    rows: Rows = ()
    blockers: Sequence[Blocker] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActKind:
    """One act: the rights it asks for, whether it needs an order and goods, what it would do, and doing it."""

    act: Act
    rights: Sequence[str]
    foresee: Callable[[Scene, PlaybookStep], Rows]
    do: Callable[[Scene, PlaybookStep], str]
    needs_order: bool = True
    needs_goods: bool = False
