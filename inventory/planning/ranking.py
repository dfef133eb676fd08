"""Which SKUs matter most, and which are asked for most evenly."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import fmean, pstdev
from typing import TypeVar

Key = TypeVar("Key")
# The cuts in use everywhere; a convention, not a law.
X_CUT, Y_CUT = 0.5, 1.0


def abc(values: Mapping[Key, Decimal], *, a_share: Decimal, b_share: Decimal) -> dict[Key, str]:
    """A for the most valuable that together make ``a_share`` percent of the value, B up to ``b_share``, else C.

    All values are in one currency. The one that crosses a cut still belongs above it; what is worth nothing is C.
    """
    total = sum(values.values(), Decimal(0))
    classes: dict[Key, str] = {}
    before = Decimal(0)
    for key, value in sorted(values.items(), key=lambda each: -each[1]):
        reached = 100 * before / total if total else Decimal(100)
        classes[key] = "C" if not value or reached >= b_share else "B" if reached >= a_share else "A"
        before += value
    return classes


def xyz(weekly: Sequence[float]) -> str:
    """X, Y or Z by the variation of units per week: spread over mean; empty without any demand."""
    mean = fmean(weekly) if weekly else 0.0
    if not mean:
        return ""
    variation = pstdev(weekly) / mean
    return "X" if variation <= X_CUT else "Y" if variation <= Y_CUT else "Z"
