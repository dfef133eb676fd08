"""What can be promised, per SKU and warehouse."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Min

from inventory.lifecycle import COMING
from inventory.models import StockLevel, SupplyLine


@dataclass(frozen=True, slots=True)
class Availability:
    """Units of one SKU in one warehouse; ``available`` may be negative while a queue waits."""

    level_id: int
    sku_id: int
    warehouse_id: int
    warehouse_code: str
    on_hand: int
    allocated: int
    backordered: int
    available: int
    expected_on: date | None


def availability(sku_ids: Iterable[int]) -> dict[int, list[Availability]]:
    """For every SKU its levels in active warehouses, the preferred warehouse first; two queries."""
    wanted = set(sku_ids)
    levels = StockLevel.objects.filter(sku_id__in=wanted, warehouse__is_active=True).select_related("warehouse")
    expected = _expected(wanted)
    found: dict[int, list[Availability]] = {sku_id: [] for sku_id in wanted}
    for level in levels.order_by("warehouse__priority", "warehouse_id"):
        found[level.sku_id].append(
            Availability(
                level_id=level.pk,
                sku_id=level.sku_id,
                warehouse_id=level.warehouse_id,
                warehouse_code=level.warehouse.code,
                on_hand=level.on_hand,
                allocated=level.allocated,
                backordered=level.backordered,
                available=level.available,
                expected_on=expected.get((level.sku_id, level.warehouse_id)),
            )
        )
    return found


def _expected(sku_ids: set[int]) -> dict[tuple[int, int], date]:
    lines = (
        SupplyLine.objects.filter(ordered__gt=F("received") + F("lost"), sku_id__in=sku_ids, supply__state__in=COMING)
        .values_list("sku_id", "supply__warehouse_id")
        .annotate(day=Min("supply__expected_on"))
    )
    return {(sku_id, warehouse_id): day for sku_id, warehouse_id, day in lines if day is not None}
