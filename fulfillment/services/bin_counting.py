"""A bin counted on the floor, blind, while others pick.

Units that were scanned into a tote are gone from the bin but still on its books until the pick is finished: they
are not expected there. A scan or a movement after the count began makes its figures worthless, so it is refused.
"""

from collections.abc import Mapping

from django.db.models import Q

from core.actors import Actor, ensure_may
from core.errors import MoveRefused
from core.service import service
from fulfillment.models import PickTask, Scan, ScanKind
from fulfillment.statuses import LIVE_TASKS
from inventory.errors import MovedWhileCounting
from inventory.locks import levels_for_update, lock_count
from inventory.models import CountState, CycleCount, StockLevel, StockMovement, StockScanKind
from inventory.services.counting import Goods, enter_count
from inventory.services.scans import ScanAnswer, answer_given, keep_scan

RIGHT = "inventory.count_stock"


@service
def enter_bin_count(*, cyclecount_id: int, found: Mapping[Goods, int], scan_id: str, actor: Actor) -> ScanAnswer:
    """What became of the count: recorded, or waiting for another person; a repeat gets the first answer.

    ``found`` gives the units of every SKU (key) and lot that lay there; what is not in it did not.
    Raises NotPermitted, CountNotFound, SameCounter, MoveRefused, and MovedWhileCounting when the bin was picked
    from or put into since the count began, or somebody else began it anew.
    """
    ensure_may(actor, RIGHT)
    in_hands = _in_hands(cyclecount_id)
    count = lock_count(cyclecount_id)
    given = answer_given(scan_id)
    if given is not None:
        return given
    known = {(line.sku_id, line.lot): line.pk for line in count.lines.all()}
    _lock_levels(count, {sku_id for sku_id, _ in (*known, *found)})
    _ensure_still(count, actor)
    counted = {key: found.get(goods, 0) for goods, key in known.items()}
    also = {goods: units for goods, units in found.items() if goods not in known}
    done = enter_count(cyclecount_id=count.pk, counted=counted, also_found=also, in_hands=in_hands, actor=actor)
    return keep_scan(
        count.location.warehouse_id, scan_id, StockScanKind.COUNT, count.location.code, actor,
        quantity=sum(found.values()), message=_said(done),
    )  # fmt: skip


@service
def enter_office_count(
    *, cyclecount_id: int, counted: Mapping[int, int], also_found: Mapping[Goods, int] | None = None, actor: Actor
) -> CycleCount:
    """The count as the office enters it, off a sheet: recorded, or waiting for a second person.

    ``counted`` gives every line's units by its key, ``also_found`` what the books did not have there. Raises
    NotPermitted, CountNotFound, SameCounter, MoveRefused, and InvalidInput when a line was not counted.
    """
    ensure_may(actor, RIGHT)
    in_hands = _in_hands(cyclecount_id)
    return enter_count(
        cyclecount_id=cyclecount_id, counted=counted, also_found=also_found, in_hands=in_hands, actor=actor
    )  # fmt: skip


@service
def keep_wrong_count_scan(*, warehouse_id: int, scan_id: str, code: str, why: str, actor: Actor) -> ScanAnswer:
    """The wrong scan of somebody who counts, kept; it counts for nothing."""
    return answer_given(scan_id) or keep_scan(warehouse_id, scan_id, StockScanKind.COUNT, code, actor, refusal=why)


def _in_hands(cyclecount_id: int) -> dict[Goods, int]:
    """Units of the bin that lie in totes of picks not finished; their tasks are locked, before count and levels."""
    tasks = PickTask.objects.select_for_update(of=("self",), no_key=True).filter(
        location__counts=cyclecount_id, state__in=LIVE_TASKS
    )
    hands: dict[Goods, int] = {}
    for task in tasks.select_related("line__order_line").order_by("pk"):
        goods = (task.line.order_line.sku_id, task.lot)
        hands[goods] = hands.get(goods, 0) + task.picked_quantity
    return hands


def _lock_levels(count: CycleCount, sku_ids: set[int]) -> None:
    """Whoever carries or picks these goods is done and seen, or waits until the count is entered."""
    of_skus = StockLevel.objects.filter(sku__in=sku_ids, warehouse=count.location.warehouse_id)
    levels_for_update(of_skus.values_list("pk", flat=True))


def _ensure_still(count: CycleCount, actor: Actor) -> None:
    """Raises unless the actor began to count and nothing moved in the bin since."""
    place = count.location
    if count.state not in (CountState.OPEN, CountState.TO_APPROVE):
        raise MoveRefused("enter_count", count.blockers("record"))
    if count.begun_at is None or count.begun_by != actor.label:
        raise MovedWhileCounting(f"Somebody else began to count {place.code}. Scan the bin to begin anew.")
    moved = StockMovement.objects.filter(location=place, at__gt=count.begun_at).exists()
    scans = Scan.objects.filter(task__location=place, kind=ScanKind.ITEM, ok=True)
    picked = scans.filter(Q(at__gt=count.begun_at) | Q(undone_at__gt=count.begun_at)).exists()
    if moved or picked:
        raise MovedWhileCounting(
            f"Units came to {place.code} or left it while you counted. Nothing was recorded: scan the bin, count again."
        )


def _said(count: CycleCount) -> str:
    code = count.location.code
    if count.state == CountState.TO_APPROVE and count.second_by:
        return f"{code} is counted twice and still differs much. A lead decides."
    if count.state == CountState.TO_APPROVE:
        return f"{code} differs from the books by more than one person may set right. Somebody else counts it again."
    return f"{code} is counted."
