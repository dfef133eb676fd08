"""What returned goods cost us that nobody can sell any more."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO, quantize
from returns.models import WRITTEN_OFF, ReturnLine


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """Amounts by currency, and units whose cost the catalog did not know when they were inspected."""

    amounts: Mapping[str, Decimal]
    unknown_units: int


def written_off(return_id: int) -> WrittenOff:
    """Scrapped and missing units of a return, at what they cost when they were inspected. One query."""
    amounts: dict[str, Decimal] = defaultdict(lambda: ZERO)
    unknown = 0
    lines = ReturnLine.objects.filter(rma=return_id, disposition__in=WRITTEN_OFF).select_related("inspection")
    for line in lines:
        cost, currency = line.inspection.unit_cost, line.inspection.cost_currency
        if cost is None:
            unknown += line.quantity
        else:
            amounts[currency] += quantize(cost * line.quantity, currency)
    return WrittenOff(dict(amounts), unknown)
