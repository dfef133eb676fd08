"""What a gateway may offer besides the contract: a list of everything it moved, to be read beside our ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol, runtime_checkable

from payments.statuses import TransactionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Money that moved, as the gateway lists it; ``key`` is empty for what was not asked for by key.

    A refund that came back is listed as a ``return`` under the refund's own name and key.
    """

    kind: TransactionKind
    gateway_reference: str
    amount: Decimal
    currency: str
    key: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some movements, and where the next page begins; empty after the last."""

    movements: Sequence[Movement]
    next_position: str = ""


@runtime_checkable
class ListsMovements(Protocol):
    """A gateway that lists what it moved."""

    def movements(self, *, since: datetime, position: str) -> Page:
        """A page of what succeeded since then, in an order that pages can be read in. Raises Unavailable."""
