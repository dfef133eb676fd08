"""What is to be covered with stock, and on what occasion."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from catalog.models import Channel, StockPolicy
from orders.models import PromiseCause
from orders.services.choosing import Policy, Source
from orders.services.sourcing import WantedLine


@dataclass(frozen=True, slots=True)
class Wish:
    """A placed order whose units need a source. ``order_id`` and lines exist and are locked or new.

    ``reservation`` is a token that may hold goods for it.
    """

    order_id: int
    channel: Channel
    lines: Sequence[WantedLine]
    transit_days: int
    preorder_on: dict[int, date]
    sources: Sequence[Source]
    policy: Policy = field(default_factory=Policy)
    needs_shipping: bool = True
    reservation: str = ""
    method_id: int | None = None

    @property
    def may_backorder(self) -> bool:
        return bool(self.channel.stock_policy == StockPolicy.BACKORDER)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why goods are sought: the cause that promises are written with, and who refused the work before.

    With ``keeps_later`` a promise is never moved forward: other units of the line still wait for theirs.
    """

    cause: str = PromiseCause.PLACED
    rejected_warehouse_id: int | None = None
    keeps_later: bool = False
