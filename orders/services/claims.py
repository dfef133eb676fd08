"""Claims on stock, changed under lock: what allocations and backorders of a line give back or take."""

from collections.abc import Mapping
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
        left = units
        for owed in reversed(self.backorders):
            if owed.line_id == line_id:
                part = min(left, owed.quantity)
                owed.quantity -= part
                self._lower(owed.level_id, "backordered", part)
                left -= part
        return units - left

    def drop_allocations(self, line_id: int, units: int) -> int:
        """Give ``units`` of the line's allocations back to their levels; tells how many the floor had.

        What waits goes before what was released, whichever warehouse has it; picked units stay.
        """
        own = [claim for claim in reversed(self.allocations) if claim.line_id == line_id]
        left = units
        for claim in own:
            part = min(left, claim.quantity - claim.released)
            claim.quantity -= part
            self._lower(claim.level_id, "allocated", part)
            left -= part
        released = 0
        for claim in own:
            part = min(left - released, claim.released - claim.picked)
            claim.quantity -= part
            claim.released -= part
            self._lower(claim.level_id, "allocated", part)
            released += part
        return released

    def _lower(self, level_id: int, counter: str, units: int) -> None:
        if units == 0:
            return
        level = self.levels[level_id]
        setattr(level, counter, getattr(level, counter) - units)
        level.shortfall = max(0, level.allocated + level.unavailable - level.on_hand)
        level.shortfall_since = level.shortfall_since if level.shortfall else None
        self.touched.add(level_id)

    def save(self) -> None:
        Allocation.objects.bulk_update(self.allocations, ["quantity", "released"])
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
