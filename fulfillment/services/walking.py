"""Send a picker to bins: the tasks of released lines, in one batch or in one per zone."""

from collections.abc import Sequence

from core.errors import Blocker, MoveRefused
from core.numbers import next_number
from core.wording import units_said
from fulfillment.models import FulfillmentLine, PickBatch, PickTask
from fulfillment.selectors.bins import FreeBin, free_bins
from fulfillment.statuses import BatchKind

SEVERAL_ZONES = ""


class Carts:
    """The batches that the works of one release go into: the one begun with, and one more per further zone."""

    def __init__(self, first: PickBatch) -> None:
        self.first = first
        self.by_zone: dict[str, PickBatch] = {}

    @property
    def all(self) -> list[PickBatch]:
        return list(self.by_zone.values()) or [self.first]

    def of(self, tasks: Sequence[PickTask]) -> PickBatch:
        """Where the tasks of one line go: a line is never parted, so what lies in several zones is walked apart."""
        if self.first.kind != BatchKind.ZONE:
            return self.first
        zones = {task.location.zone if task.location else SEVERAL_ZONES for task in tasks}
        zone = zones.pop() if len(zones) == 1 else SEVERAL_ZONES
        if zone not in self.by_zone:
            self.by_zone[zone] = self._begin(zone)
        return self.by_zone[zone]

    def kept(self) -> dict[str, PickBatch]:
        """What to give back to ``forget`` when the rows written since are undone."""
        return dict(self.by_zone)

    def forget(self, kept: dict[str, PickBatch]) -> None:
        self.by_zone = kept

    def _begin(self, zone: str) -> PickBatch:
        first = self.first
        if first not in self.by_zone.values():
            first.zone = zone
            return first
        return PickBatch.objects.create(
            number=next_number("batch"), warehouse_id=first.warehouse_id, kind=first.kind, zone=zone,
            wave_id=first.wave_id, created_by=first.created_by,
        )  # fmt: skip


def plan_tasks(lines: Sequence[FulfillmentLine], carts: Carts, *, slot: int) -> list[PickTask]:
    """A task for every bin that covers the unpicked units of ``lines``, in walking order.

    The caller holds the locks of the levels. Raises MoveRefused when the bins hold too little that
    nobody else is sent for.
    """
    bins = free_bins({line.level_id for line in lines if line.level_id is not None})
    tasks: list[PickTask] = []
    for line in lines:
        own = _tasks_of_line(line, bins.get(line.level_id or 0, []))
        batch = carts.of(own)
        for task in own:
            task.batch, task.tote = batch, f"{batch.number}-{slot}"
        tasks.extend(own)
    return PickTask.objects.bulk_create(tasks)


def _tasks_of_line(line: FulfillmentLine, bins: list[FreeBin]) -> list[PickTask]:
    if line.level_id is None:
        return [PickTask(line=line, quantity=line.unpicked)]
    tasks = []
    left = line.unpicked
    for place in bins:
        units = min(left, place.free)
        if units > 0:
            place.free -= units
            left -= units
            where = place.location
            tasks.append(
                PickTask(line=line, location=where, lot=place.lot, quantity=units, sequence=where.pick_sequence)
            )
    if left:
        sentence = f"{units_said(left)} of {line.order_line.name} lie in no bin that is free to pick."
        raise MoveRefused("release", [Blocker("no_bin", sentence, fix="Put the goods away or count the bins.")])
    return tasks


def first_of(tasks: Sequence[PickTask]) -> PickTask:
    """The task a work is named after: the first of the walk."""
    return min(tasks, key=lambda task: (task.sequence, task.batch_id, task.pk))
