"""How much to order at once."""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil, sqrt

WEEKS_A_YEAR = 52
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Terms:
    """What an order costs and what the supplier takes; costs are in one currency, None where not known."""

    cover_days: int
    minimum: int = 1
    multiple: int = 1
    order_cost: Decimal | None = None
    unit_cost: Decimal | None = None
    holding_percent: Decimal = Decimal(20)


@dataclass(frozen=True, slots=True)
class Quantity:
    """Units to order at once, ``by`` the economic quantity or days of cover; ``wished`` before the supplier's sizes."""

    units: int
    wished: float
    by: str


def order_quantity(*, weekly: float, terms: Terms) -> Quantity:
    """The economic order quantity √(2·D·K / (h·c)) where costs are known, else so many days of cover.

    Source: Harris, “How many parts to make at once”, Factory 10 (1913), 135-136 and 152. Rounded up to the
    supplier's sizes.
    """
    if terms.order_cost and terms.unit_cost:
        yearly = weekly * WEEKS_A_YEAR
        holding = float(terms.unit_cost) * float(terms.holding_percent) / 100
        wished, by = sqrt(2 * yearly * float(terms.order_cost) / holding), "EOQ"
    else:
        wished, by = weekly / DAYS_A_WEEK * terms.cover_days, "cover"
    return Quantity(sized(ceil(wished), terms.minimum, terms.multiple), wished, by)


def sized(units: int, minimum: int, multiple: int) -> int:
    """At least the supplier's minimum, in whole cases; never none."""
    least = max(1, units, minimum)
    return -(-least // multiple) * multiple
