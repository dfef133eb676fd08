"""A bin has less than the books: the truth is recorded, and the units are sought elsewhere."""

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.fsm import perform
from core.service import service
from core.wording import units_are
from fulfillment.errors import TooManyUnits
from fulfillment.locks import lock_task_and_work
from fulfillment.models import FulfillmentOrder, PickTask, ShortPick, ShortReason
from fulfillment.selectors.shorts import counted_away, left_in_books, spare_bins, spare_here
from fulfillment.services.claiming import ensure_mine
from fulfillment.services.picking import settle_picked
from fulfillment.services.progress import advance, save_work_lines, settle_batch
from inventory.locks import lock_place
from inventory.models import StockLevel
from inventory.services.adjusting import record_damaged, record_missing
from inventory.services.emptying import ask_for_count, write_off_bin
from orders.services.covering import lock_levels_of_sku
from orders.services.recording.short import record_short

# Units that are nowhere, against those that lie in quarantine.
GONE = (ShortReason.NOT_THERE, ShortReason.FOUND_LESS)


@service
def short_pick(
    *, task_id: int, quantity: int, reason: str, actor: Actor, seen: int | None = None
) -> ShortPick:  # fmt: skip
    """``quantity`` units of the task are not there, or are damaged. An empty bin is so for everybody who is sent to it.

    Instead of a damaged unit another one of the same bin is taken, if one is free. Then another bin of the house is
    tried: the batch gets a task more, and the order does not notice. Else the order seeks them in another warehouse
    or backorders them. Units scanned before count as picked once the rest is accounted for. Raises NotPermitted,
    TaskNotFound, TaskTaken, TooManyUnits, MoveRefused (also when the task has not ``seen`` reports any more: the same
    one sent twice counts once), and InvalidInput for an unknown reason or untracked goods.
    """
    ensure_may(actor, "fulfillment.pick_task")
    now = timezone.now()
    task, work = lock_task_and_work(task_id)
    ensure_mine(task, actor)
    if reason not in ShortReason.values:
        choices = ", ".join(ShortReason.values)
        raise InvalidInput(f"“{reason}” is not a reason. Choose one of {choices}.", field="reason")
    if not 1 <= quantity <= task.left:
        raise TooManyUnits(f"{units_are(task.left)} still to pick, so {quantity} cannot be short.", left=task.left)
    if task.location_id is None or task.line.level_id is None:
        raise InvalidInput("The stock of these goods is not tracked, so none can be missing.", field="quantity")
    if reason == ShortReason.NOT_THERE:
        # The bin's count is asked for at the end, under the levels; whoever begins it takes them after the place.
        lock_place(task.location_id)
    levels = lock_levels_of_sku(task.line.level_id)
    level = levels[task.line.level_id]
    if seen is not None and task.shorts.count() != seen:
        sentence = "something was reported here since you looked, perhaps this very report."
        raise MoveRefused("report it", [Blocker("reported", sentence, fix="Look what is still to pick.")])
    short = ShortPick.objects.create(task=task, quantity=quantity, reason=reason, actor=actor.label)
    if reason == ShortReason.DAMAGED:
        quantity -= _take_from_same_bin(task, work, level, quantity, actor=actor)
        if quantity == 0:
            return short
    counted = counted_away(task, level, quantity) if reason in GONE else 0
    is_last = quantity == task.left
    if is_last:
        perform(task, "finish_short", actor=actor, now=now)
    if is_last and task.picked_quantity == 0:
        task.save(update_fields=["state", "finished_at"])
    else:
        task.quantity -= quantity
        task.save(update_fields=["state", "quantity", "finished_at"])
    elsewhere = _pick_elsewhere(task, work, level, quantity, reason, actor=actor)
    _tell_order(task, work, quantity - elsewhere, reason, counted=min(counted, quantity - elsewhere), actor=actor)
    if is_last:
        settle_picked(task, work, task.picked_quantity, actor=actor)
    if is_last and reason == ShortReason.NOT_THERE:
        _empty(task, level, work, actor=actor)
    advance(work, now=now)
    settle_batch(task.batch_id, now=now)
    return short


def _take_from_same_bin(
    task: PickTask, work: FulfillmentOrder, level: StockLevel, quantity: int, *, actor: Actor
) -> int:
    """Damaged units go to quarantine and the task stays as it was; tells for how many the bin has others."""
    units = min(quantity, max(0, level.available), spare_here(task))
    if units:
        assert task.location_id is not None
        record_damaged(
            level_id=level.pk, location_id=task.location_id, quantity=units, allocated_delta=0,
            cause_kind="pick", cause_reference=work.number, actor=actor,
        )  # fmt: skip
        level.refresh_from_db()
    return units


def _empty(task: PickTask, level: StockLevel, work: FulfillmentOrder, *, actor: Actor) -> None:
    """What the books still have in the bin is written off, and somebody is sent to count it."""
    assert task.location_id is not None
    if units := left_in_books(task):
        write_off_bin(
            level_id=level.pk, location_id=task.location_id, lot=task.lot, units=units, cause_kind="pick",
            cause_reference=work.number, actor=actor,
        )  # fmt: skip
    ask_for_count(location_id=task.location_id, note=f"Found empty by {actor.label} while picking {work.number}.")


def _pick_elsewhere(
    task: PickTask, work: FulfillmentOrder, level: StockLevel, quantity: int, reason: str, *, actor: Actor
) -> int:
    """Send the picker to other bins of the house; tells how many units they will find there."""
    assert task.location_id is not None
    left = min(quantity, max(0, level.available))
    tasks = []
    for place in spare_bins(task):
        units = min(left, place.free)
        if units:
            left -= units
            tasks.append(
                PickTask(
                    batch_id=task.batch_id, line=task.line, location=place.location, lot=place.lot, quantity=units,
                    tote=task.tote, sequence=place.location.pick_sequence,
                )
            )  # fmt: skip
    found = sum(new.quantity for new in tasks)
    PickTask.objects.bulk_create(tasks)
    if found:
        record = record_missing if reason in GONE else record_damaged
        record(
            level_id=level.pk, location_id=task.location_id, quantity=found, allocated_delta=0,
            cause_kind="pick", cause_reference=work.number, actor=actor,
        )  # fmt: skip
    return found


def _tell_order(
    task: PickTask, work: FulfillmentOrder, quantity: int, reason: str, *, counted: int, actor: Actor
) -> None:
    if quantity == 0:
        return
    line = task.line
    line.canceled += quantity
    save_work_lines([line])
    assert line.level_id is not None
    assert task.location_id is not None
    record_short(
        order_id=work.order_id, line_id=line.order_line_id, level_id=line.level_id, location_id=task.location_id,
        quantity=quantity, reason="not_there" if reason in GONE else reason, counted=counted, actor=actor,
    )  # fmt: skip
