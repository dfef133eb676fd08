"""What will follow when a picker reports units short: shown before it is confirmed."""

from collections.abc import Sequence

from catalog.models import Substitute
from core.money import format_money
from fulfillment.models import PickTask, ShortReason
from fulfillment.selectors.bins import FreeBin, free_bins
from fulfillment.selectors.claims import live_tasks_at, units_in_totes, units_wanted
from inventory.models import BinStock, StockLevel, SupplyLine, SupplyState
from orders.selectors.worth import value_of_units


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


def spare_here(task: PickTask) -> int:
    """Free units in the task's own bin: what a picker takes instead of a damaged one; three queries."""
    if task.line.level_id is None:
        return 0
    places = free_bins([task.line.level_id])[task.line.level_id]
    here = (place.free for place in places if (place.location.pk, place.lot) == (task.location_id, task.lot))
    return max(0, sum(here))


def counted_away(task: PickTask, level: StockLevel, quantity: int) -> int:
    """How many of ``quantity`` missing units a count took off the task's bin after it was promised; two queries."""
    if level.shortfall == 0:
        return 0
    promised = units_wanted(location_id=task.location_id, sku_id=level.sku_id, lot=task.lot)
    lying = BinStock.objects.filter(location=task.location, sku_id=level.sku_id, lot=task.lot)
    return min(quantity, level.shortfall, max(0, promised - sum(lying.values_list("quantity", flat=True))))


def left_in_books(task: PickTask) -> int:
    """Units the books have in the task's bin that are in nobody's tote; two queries.

    What is picked and not finished yet still counts to the bin, and is not missing from it.
    """
    lying = BinStock.objects.filter(location=task.location, sku=task.line.order_line.sku_id, lot=task.lot)
    picked = units_in_totes(location_id=task.location_id, sku_id=task.line.order_line.sku_id, lot=task.lot)
    return max(0, sum(lying.values_list("quantity", flat=True)) - picked)


def short_consequences(task: PickTask, quantity: int, reason: str = ShortReason.FOUND_LESS) -> Sequence[str]:
    """Sentences, in the order things will be tried; the numbers are those of this moment. At most twelve queries."""
    level = task.line.level
    if level is None:
        return []
    sentences = _about_the_bin(task, quantity, reason)
    left = quantity
    usable = max(0, level.available)
    if reason == ShortReason.DAMAGED and (units := min(left, usable, spare_here(task))):
        sentences.append(f"{units} from this bin instead: the task stays as it is.")
        left -= units
        usable -= units
    for place in spare_bins(task):
        units = min(left, place.free, usable)
        if units > 0:
            sentences.append(f"{units} from {place.location.code} in this house: you get a task for it.")
            left -= units
            usable -= units
    others = StockLevel.objects.filter(
        sku_id=level.sku_id, warehouse__is_active=True, warehouse__is_practice=level.warehouse.is_practice
    ).exclude(pk=level.pk)
    for other in others.select_related("warehouse").order_by("pk"):
        units = min(left, max(0, other.available))
        if units > 0:
            sentences.append(f"{units} from {other.warehouse.name}: a second parcel comes from there.")
            left -= units
    if left > 0:
        sentences.append(f"{left} go on backorder{_expected(level)}. The customer keeps the rest of the order.")
        sentences += _about_the_customer(task, left)
    return sentences


def _about_the_bin(task: PickTask, quantity: int, reason: str) -> list[str]:
    """What becomes of the bin itself and of others who are sent to it."""
    assert task.location is not None
    if reason == ShortReason.DAMAGED:
        return [f"{quantity} go to quarantine."]
    if reason != ShortReason.NOT_THERE or quantity < task.left:
        return []
    rest = max(0, left_in_books(task) - quantity)
    gone = f" {rest} more that the books have there are written off." if rest else ""
    sentences = [f"{task.location.code} counts as empty and is to be counted.{gone}"]
    sent = live_tasks_at(location_id=task.location_id, sku_id=task.line.order_line.sku_id, lot=task.lot)
    waiting = sent.exclude(pk=task.pk).count()
    if waiting:
        sentences.append(f"{waiting} more {'pick is' if waiting == 1 else 'picks are'} sent there and will be short.")
    return sentences


def _about_the_customer(task: PickTask, units: int) -> list[str]:
    """What the customer pays later, hears of, and could be offered."""
    line = task.line.order_line
    worth = value_of_units(line, max(0, line.ordered - line.canceled - units), units).total
    told = "" if line.order.is_historical else " and is asked by mail when the date slips"
    sentences = [f"The customer pays {format_money(worth, line.order.currency)} later{told}."]
    level = task.line.level
    assert level is not None
    others = Substitute.objects.filter(sku=line.sku_id).select_related("other").order_by("rank")
    free = {
        each.sku_id: each.available
        for each in StockLevel.objects.filter(warehouse=level.warehouse_id, sku__in=[one.other_id for one in others])
    }
    for one in others:
        if free.get(one.other_id, 0) >= units:
            sentences.append(f"The office can offer {one.other.code} instead: {free[one.other_id]} are here.")
            break
    return sentences


def _expected(level: StockLevel) -> str:
    lines = SupplyLine.objects.filter(
        sku_id=level.sku_id, supply__warehouse_id=level.warehouse_id, supply__state=SupplyState.EXPECTED,
        supply__expected_on__isnull=False,
    )  # fmt: skip
    day = lines.order_by("supply__expected_on").values_list("supply__expected_on", flat=True).first()
    return f"; new goods are expected on {day:%d %b %Y}" if day else "; no new goods are announced"
