"""Facts about units whose goods go out once more."""

from dataclasses import dataclass
from typing import ClassVar

from orders.events import OrderFact


@dataclass(frozen=True, kw_only=True)
class UnitsSentAnew(OrderFact):
    name: ClassVar[str] = "orders.units_sent_anew"


@dataclass(frozen=True, kw_only=True)
class UnitsNotSentAnew(OrderFact):
    name: ClassVar[str] = "orders.units_not_sent_anew"
