"""Claims on stock, changed under lock: what allocations and backorders of a line give back or take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.actors import SYSTEM
from core.events import Publication, publish_many
from inventory.events import StockReceived
from inventory.models import StockLevel
from orders.locks import allocations_for_update, backorders_for_update, levels_for_update
from orders.models import Allocation, Backorder


@dataclass(slots=True)
class Claims:
    """Locked claims of some lines and their levels; ``save`` writes what changed."""

    allocations: list[Allocation]
    backorders: list[Backorder]
    levels: dict[int, StockLevel]
    touched: set[int] = field(default_factory=set)

    def drop_backorders(self, line_id: int, units: int) -> int:
        """Take up to ``units`` off what the line is owed; tells how many."""
        return self._drop(self.backorders, "backordered", line_id, units)

    def drop_allocations(self, line_id: int, units: int) -> int:
        """Give up to ``units`` of the line's allocations back to their levels; tells how many."""
        return self._drop(self.allocations, "allocated", line_id, units)

    def _drop(self, claims: Sequence[Allocation | Backorder], counter: str, line_id: int, units: int) -> int:
        left = units
        for claim in reversed(claims):
            if claim.line_id != line_id or left <= 0:
                continue
            part = min(left, claim.quantity)
            claim.quantity -= part
            level = self.levels[claim.level_id]
            setattr(level, counter, getattr(level, counter) - part)
            level.shortfall = max(0, level.allocated + level.unavailable - level.on_hand)
            level.shortfall_since = level.shortfall_since if level.shortfall else None
            self.touched.add(level.pk)
            left -= part
        return units - left

    def save(self) -> None:
        Allocation.objects.bulk_update(self.allocations, ["quantity"])
        Backorder.objects.bulk_update(self.backorders, ["quantity"])
        levels = [self.levels[pk] for pk in sorted(self.touched)]
        StockLevel.objects.bulk_update(levels, ["allocated", "backordered", "shortfall", "shortfall_since"])

    def tell_waiting(self) -> None:
        """Freed units go to those who wait for them."""
        publish_many(
            Publication(fact=StockReceived(level_id=pk), actor=SYSTEM)
            for pk in sorted(self.touched)
            if self.levels[pk].backordered
        )


def lock_claims(units: Mapping[int, int]) -> Claims:
    """Lock the levels that the lines claim, by key, then the claims themselves."""
    line_ids = list(units)
    wanted = set(Allocation.objects.filter(line_id__in=line_ids, quantity__gt=0).values_list("level_id", flat=True))
    wanted |= set(Backorder.objects.filter(line_id__in=line_ids, quantity__gt=0).values_list("level_id", flat=True))
    levels = levels_for_update(wanted)
    return Claims(allocations_for_update(line_ids), backorders_for_update(line_ids), levels)
