"""What will follow when a picker reports units short: shown before it is confirmed."""

from collections.abc import Sequence

from fulfillment.models import PickTask
from fulfillment.selectors.bins import FreeBin, free_bins
from fulfillment.statuses import LIVE_TASKS
from inventory.models import BinStock, StockLevel, SupplyLine, SupplyState


def spare_bins(task: PickTask) -> list[FreeBin]:
    """Other bins of the house with free units of the task's goods, in walking order, one task per bin and line."""
    if task.line.level_id is None:
        return []
    live = set(task.line.tasks.exclude(state__in=["picked", "short", "canceled"]).values_list("location_id", "lot"))
    return [
        place
        for place in free_bins([task.line.level_id])[task.line.level_id]
        if place.free > 0
        and (place.location.pk, place.lot) not in live
        and (place.location.pk, place.lot) != (task.location_id, task.lot)
    ]


def counted_away(task: PickTask, level: StockLevel, quantity: int) -> int:
    """How many of ``quantity`` missing units a count took off the task's bin after it was promised; two queries."""
    if level.shortfall == 0:
        return 0
    here = PickTask.objects.filter(location=task.location, lot=task.lot, line__level_id=level.pk, state__in=LIVE_TASKS)
    promised = sum(here.values_list("quantity", flat=True))
    lying = BinStock.objects.filter(location=task.location, sku_id=level.sku_id, lot=task.lot)
    return min(quantity, level.shortfall, max(0, promised - sum(lying.values_list("quantity", flat=True))))


def short_consequences(task: PickTask, quantity: int) -> Sequence[str]:
    """Sentences, in the order things will be tried; the numbers are those of this moment. At most six queries."""
    level = task.line.level
    if level is None:
        return []
    sentences: list[str] = []
    left = quantity
    usable = max(0, level.available)
    for place in spare_bins(task):
        units = min(left, place.free, usable)
        if units > 0:
            sentences.append(f"{units} from {place.location.code} in this house: you get a task for it.")
            left -= units
            usable -= units
    others = StockLevel.objects.filter(
        sku_id=level.sku_id, warehouse__is_active=True, warehouse__is_training=level.warehouse.is_training
    ).exclude(pk=level.pk)
    for other in others.select_related("warehouse").order_by("pk"):
        units = min(left, max(0, other.available))
        if units > 0:
            sentences.append(f"{units} from {other.warehouse.name}: a second parcel comes from there.")
            left -= units
    if left > 0:
        sentences.append(f"{left} go on backorder{_expected(level)}. The customer keeps the rest of the order.")
    return sentences


def _expected(level: StockLevel) -> str:
    lines = SupplyLine.objects.filter(
        sku_id=level.sku_id, supply__warehouse_id=level.warehouse_id, supply__state=SupplyState.EXPECTED,
        supply__expected_on__isnull=False,
    )  # fmt: skip
    day = lines.order_by("supply__expected_on").values_list("supply__expected_on", flat=True).first()
    return f"; new goods are expected on {day:%d %b %Y}" if day else "; no new goods are announced"
