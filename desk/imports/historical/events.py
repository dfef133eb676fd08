"""What is told of orders that are over; nobody listens, so no mail and no money follows."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class PastUnitsCanceled(Fact):
    """A cancellation of the past reduced the order."""

    name: ClassVar[str] = "imports.units_canceled"
    order_id: int
