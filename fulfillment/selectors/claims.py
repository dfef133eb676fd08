"""What pickers are on their way to, and what lies in their totes, by bin.

Asked under the lock of the level: releases and finished picks hold it, so the answer stands until the commit.
"""

from collections.abc import Iterable

from django.db.models import QuerySet, Sum

from fulfillment.models import PickTask
from fulfillment.statuses import LIVE_TASKS
from inventory.models import BinStock


def live_tasks_at(*, location_id: int | None, sku_id: int, lot: str) -> QuerySet[PickTask]:
    """Tasks not finished yet that take these goods from this bin."""
    return PickTask.objects.filter(
        location=location_id, lot=lot, line__order_line__sku=sku_id, state__in=LIVE_TASKS
    )  # fmt: skip


def units_wanted(*, location_id: int | None, sku_id: int, lot: str) -> int:
    """Units that live tasks take from the bin, scanned ones included; one query."""
    tasks = live_tasks_at(location_id=location_id, sku_id=sku_id, lot=lot)
    return tasks.aggregate(units=Sum("quantity"))["units"] or 0


def units_wanted_from(stock: BinStock) -> int:
    return units_wanted(location_id=stock.location_id, sku_id=stock.sku_id, lot=stock.lot)


def units_in_totes(*, location_id: int | None, sku_id: int, lot: str) -> int:
    """Units that were scanned out of the bin and are on its books until their tasks are finished; one query."""
    tasks = live_tasks_at(location_id=location_id, sku_id=sku_id, lot=lot)
    return tasks.aggregate(units=Sum("picked_quantity"))["units"] or 0


def wanted_by_bin(level_ids: Iterable[int]) -> dict[tuple[int, int | None, str], int]:
    """Units that live tasks take, by level, place and lot; one query."""
    tasks = PickTask.objects.filter(line__level_id__in=list(level_ids), state__in=LIVE_TASKS)
    rows = tasks.values_list("line__level_id", "location_id", "lot").annotate(units=Sum("quantity"))
    return {(level_id, location_id, lot): units for level_id, location_id, lot, units in rows}
