"""Facts about stock: no order is named, so no timeline has them."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class StockReceived(Fact):
    """Units became available at a level; whoever waits for them may be served."""

    name: ClassVar[str] = "inventory.received"
    timeline: ClassVar[bool] = False
    level_id: int


@dataclass(frozen=True, kw_only=True)
class StockFellShort(Fact):
    """A count or damage took a level below what is promised from it."""

    name: ClassVar[str] = "inventory.shortfall"
    timeline: ClassVar[bool] = False
    level_id: int


@dataclass(frozen=True, kw_only=True)
class SupplyRescheduled(Fact):
    """Goods that a level waits for come another day, or not at all."""

    name: ClassVar[str] = "inventory.supply_rescheduled"
    timeline: ClassVar[bool] = False
    level_id: int
