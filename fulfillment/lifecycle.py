"""The floor's machines: work for one warehouse, pick batches, pick tasks and parcels."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import models
from django_fsm import transition

from catalog.models import ShipPolicy
from core.errors import Blocker
from core.fsm import guard
from core.wording import units_are, units_have
from fulfillment.statuses import (
    LIVE_BATCHES,
    LIVE_TASKS,
    LIVE_WORK,
    ON_THE_FLOOR,
    ON_THE_ROAD,
    BatchState,
    ParcelState,
    TaskState,
    WorkState,
)

if TYPE_CHECKING:
    from fulfillment.models import FulfillmentLine, FulfillmentOrder, Parcel, PickBatch, PickTask


def _lines(work: "FulfillmentOrder") -> "list[FulfillmentLine]":
    return list(work.lines.all())


@guard
def has_units(work: "FulfillmentOrder") -> Iterator[Blocker]:
    """There is something to pick."""
    if not any(line.due for line in _lines(work)):
        yield Blocker("no_units", "it has no units left.", fix="Cancel it.")


@guard
def waits_for_nothing(work: "FulfillmentOrder") -> Iterator[Blocker]:
    """An order that ships complete is released once all its goods are there."""
    if work.order.ship_policy != ShipPolicy.SHIP_COMPLETE:
        return
    missing = sum(line.backordered for line in work.order.lines.all())
    if missing:
        yield Blocker(
            "ships_complete", f"it ships complete and {units_are(missing)} backordered.", fix="Wait for them."
        )


@guard
def all_is_picked(work: "FulfillmentOrder") -> Iterator[Blocker]:
    left = sum(line.due - line.picked for line in _lines(work))
    if left:
        yield Blocker("unpicked", f"{units_are(left)} not picked yet.", fix="Pick them or report them short.")


@guard
def all_is_packed(work: "FulfillmentOrder") -> Iterator[Blocker]:
    left = sum(line.due - line.packed for line in _lines(work))
    if left:
        yield Blocker("unpacked", f"{units_are(left)} not packed yet.", fix="Pack them.")


@guard
def all_is_shipped(work: "FulfillmentOrder") -> Iterator[Blocker]:
    left = sum(line.due - line.shipped for line in _lines(work))
    if left:
        yield Blocker("unshipped", f"{units_have(left)} not left yet.", fix="Hand them over.")


@guard
def no_unit_is_left(work: "FulfillmentOrder") -> Iterator[Blocker]:
    left = sum(line.due for line in _lines(work))
    if left:
        yield Blocker("units_left", f"{units_are(left)} still in it.", fix="Put them back or take them out first.")


@guard
def nothing_is_picked(work: "FulfillmentOrder") -> Iterator[Blocker]:
    picked = sum(line.picked for line in _lines(work))
    if picked:
        yield Blocker("picked", f"{units_are(picked)} already picked.", fix="Put them back.")


@guard
def no_parcel_is_sealed(work: "FulfillmentOrder") -> Iterator[Blocker]:
    """Nothing has a label or has left: those parcels are taken back first."""
    gone = work.parcels.filter(state__in=[ParcelState.LABELED, ParcelState.MANIFESTED, *ON_THE_ROAD]).count()
    if gone:
        yield Blocker("labeled", f"{gone} parcels are labeled or gone.", fix="Void their labels first.")


@guard
def is_for_pickup(work: "FulfillmentOrder") -> Iterator[Blocker]:
    if work.order.pickup_warehouse_id is None:
        yield Blocker("is_sent", "its order is sent, not collected.", fix="Buy a label and hand it over.")


class WorkMoves(models.Model):
    """Moves of a FulfillmentOrder, the work of one warehouse for one order."""

    class Meta:
        abstract = True

    @transition(
        field="state", source=WorkState.OPEN, target=WorkState.RELEASED,
        conditions=[has_units, waits_for_nothing], permission="fulfillment.release_work",
    )  # fmt: skip
    def release(self, *, now: datetime) -> None:
        """The floor may begin."""
        cast("FulfillmentOrder", self).released_at = now

    @transition(
        field="state", source=WorkState.RELEASED, target=WorkState.OPEN,
        conditions=[nothing_is_picked], permission="fulfillment.release_work",
    )  # fmt: skip
    def take_back(self) -> None:
        """Taken out of its batch before anybody touched it."""
        cast("FulfillmentOrder", self).released_at = None

    @transition(field="state", source=WorkState.RELEASED, target=WorkState.PICKING)
    def start_picking(self) -> None:
        """The first units left their bin."""

    @transition(field="state", source=WorkState.PICKING, target=WorkState.PICKED, conditions=[has_units, all_is_picked])
    def finish_picking(self, *, now: datetime) -> None:
        """All units are at the packing bench."""
        cast("FulfillmentOrder", self).picked_at = now

    @transition(field="state", source=WorkState.PICKED, target=WorkState.PACKING)
    def start_packing(self) -> None:
        """The first parcel is begun."""

    @transition(field="state", source=WorkState.PACKING, target=WorkState.PACKED, conditions=[has_units, all_is_packed])
    def finish_packing(self, *, now: datetime) -> None:
        """All units are in closed parcels."""
        cast("FulfillmentOrder", self).packed_at = now

    @transition(field="state", source=[WorkState.PACKED, WorkState.READY_FOR_PICKUP], target=WorkState.PACKING)
    def reopen_packing(self) -> None:
        """A parcel was opened again."""
        cast("FulfillmentOrder", self).packed_at = None

    @transition(field="state", source=WorkState.PACKED, target=WorkState.SHIPPED, conditions=[all_is_shipped])
    def ship(self, *, now: datetime) -> None:
        """All its parcels have left."""
        cast("FulfillmentOrder", self).shipped_at = now

    @transition(field="state", source=WorkState.PACKED, target=WorkState.READY_FOR_PICKUP, conditions=[is_for_pickup])
    def make_ready_for_pickup(self) -> None:
        """The customer may come."""

    @transition(
        field="state", source=WorkState.READY_FOR_PICKUP, target=WorkState.COLLECTED, conditions=[all_is_shipped],
        permission="fulfillment.hand_out",
    )  # fmt: skip
    def collect(self, *, now: datetime) -> None:
        """The customer has it."""
        cast("FulfillmentOrder", self).shipped_at = now

    @transition(
        field="state", source=[*ON_THE_FLOOR, WorkState.READY_FOR_PICKUP], target=WorkState.CANCEL_REQUESTED,
        conditions=[no_parcel_is_sealed], permission="orders.cancel_order",
    )  # fmt: skip
    def request_cancel(self) -> None:
        """The office asks the floor to put everything back."""

    @transition(field="state", source=[*LIVE_WORK], target=WorkState.CANCELED, conditions=[no_unit_is_left])
    def cancel(self, *, now: datetime) -> None:
        """Nothing of it is left to do."""
        cast("FulfillmentOrder", self).canceled_at = now

    @transition(
        field="state", source=WorkState.OPEN, target=WorkState.REJECTED, conditions=[no_unit_is_left],
        permission="fulfillment.release_work",
    )  # fmt: skip
    def reject(self, *, now: datetime) -> None:
        """This warehouse cannot do it; the order found its goods elsewhere."""
        cast("FulfillmentOrder", self).canceled_at = now


@guard
def all_tasks_are_over(batch: "PickBatch") -> Iterator[Blocker]:
    left = batch.tasks.filter(state__in=LIVE_TASKS).count()
    if left:
        yield Blocker("tasks_left", f"{left} tasks are still open.", fix="Pick them or report them short.")


class BatchMoves(models.Model):
    """Moves of a PickBatch: orders picked together on one walk."""

    class Meta:
        abstract = True

    @transition(
        field="state", source=BatchState.DRAFT, target=BatchState.RELEASED, permission="fulfillment.release_work"
    )
    def release(self, *, now: datetime) -> None:
        """Pickers may take its tasks."""
        cast("PickBatch", self).released_at = now

    @transition(field="state", source=BatchState.RELEASED, target=BatchState.IN_PROGRESS)
    def start(self) -> None:
        """Somebody took a task."""

    @transition(
        field="state", source=[BatchState.RELEASED, BatchState.IN_PROGRESS], target=BatchState.DONE,
        conditions=[all_tasks_are_over],
    )  # fmt: skip
    def finish(self, *, now: datetime) -> None:
        """Every task is over."""
        cast("PickBatch", self).finished_at = now

    @transition(field="state", source=[*LIVE_BATCHES], target=BatchState.CANCELED, conditions=[all_tasks_are_over])
    def cancel(self, *, now: datetime) -> None:
        """All its work was taken out."""
        cast("PickBatch", self).finished_at = now


@guard
def task_is_full(task: "PickTask") -> Iterator[Blocker]:
    left = task.quantity - task.picked_quantity
    if left:
        yield Blocker("units_missing", f"{units_are(left)} not scanned yet.", fix="Scan them or report them short.")


class TaskMoves(models.Model):
    """Moves of a PickTask: units of one line from one bin."""

    class Meta:
        abstract = True

    @transition(
        field="state", source=[TaskState.OPEN, TaskState.SKIPPED], target=TaskState.ASSIGNED,
        permission="fulfillment.pick_task",
    )  # fmt: skip
    def assign(self, *, user_id: int | None, now: datetime) -> None:
        """Somebody is on the way to the bin."""
        task = cast("PickTask", self)
        task.assignee_id, task.assigned_at = user_id, now

    @transition(
        field="state", source=TaskState.ASSIGNED, target=TaskState.PICKED, conditions=[task_is_full],
        permission="fulfillment.pick_task",
    )  # fmt: skip
    def finish(self, *, now: datetime) -> None:
        """All units are out of the bin."""
        cast("PickTask", self).finished_at = now

    @transition(
        field="state", source=[TaskState.OPEN, TaskState.ASSIGNED], target=TaskState.SHORT,
        permission="fulfillment.pick_task",
    )  # fmt: skip
    def finish_short(self, *, now: datetime) -> None:
        """The bin had less than the books."""
        cast("PickTask", self).finished_at = now

    @transition(
        field="state", source=[TaskState.OPEN, TaskState.ASSIGNED], target=TaskState.SKIPPED,
        permission="fulfillment.pick_task",
    )  # fmt: skip
    def skip(self) -> None:
        """Later: the aisle is blocked."""
        task = cast("PickTask", self)
        task.assignee_id = task.assigned_at = None

    @transition(field="state", source=[*LIVE_TASKS], target=TaskState.CANCELED)
    def cancel(self, *, now: datetime) -> None:
        """Its units are no longer wanted."""
        cast("PickTask", self).finished_at = now


@guard
def has_contents(parcel: "Parcel") -> Iterator[Blocker]:
    if not any(item.quantity for item in parcel.items.all()):
        yield Blocker("empty", "nothing is in it.", fix="Scan what goes into it.")


@guard
def has_weight(parcel: "Parcel") -> Iterator[Blocker]:
    if not parcel.weight_grams:
        yield Blocker("no_weight", "it has not been weighed.", fix="Put it on the scale.")


class ParcelMoves(models.Model):
    """Moves of a Parcel. Tracking words of a carrier are shipping's and move nothing here but ``deliver``."""

    class Meta:
        abstract = True

    @transition(
        field="state", source=ParcelState.PACKING, target=ParcelState.PACKED, conditions=[has_contents, has_weight],
        permission="fulfillment.pack_parcel",
    )  # fmt: skip
    def close(self, *, now: datetime) -> None:
        """Every unit in it was verified; a label may be bought."""
        cast("Parcel", self).packed_at = now

    @transition(
        field="state", source=[ParcelState.PACKED, ParcelState.LABEL_FAILED], target=ParcelState.PACKING,
        permission="fulfillment.pack_parcel",
    )  # fmt: skip
    def repack(self) -> None:
        """Opened again."""
        cast("Parcel", self).packed_at = None

    @transition(field="state", source=[ParcelState.PACKED, ParcelState.LABEL_FAILED], target=ParcelState.LABELED)
    def label(self, *, now: datetime) -> None:
        """A carrier will take it."""
        cast("Parcel", self).labeled_at = now

    @transition(field="state", source=[ParcelState.PACKED, ParcelState.LABEL_FAILED], target=ParcelState.LABEL_FAILED)
    def fail_label(self) -> None:
        """The carrier refused; a person looks at it."""

    @transition(field="state", source=[ParcelState.LABEL_FAILED], target=ParcelState.PACKED)
    def retry_label(self) -> None:
        """The cause is gone; ask the carrier again."""

    @transition(field="state", source=[ParcelState.LABELED, ParcelState.MANIFESTED], target=ParcelState.PACKED)
    def void_label(self) -> None:
        """Its label no longer counts."""
        cast("Parcel", self).labeled_at = None

    @transition(field="state", source=ParcelState.LABELED, target=ParcelState.MANIFESTED)
    def manifest(self) -> None:
        """It is on the carrier's list."""

    @transition(field="state", source=ParcelState.MANIFESTED, target=ParcelState.LABELED)
    def unmanifest(self) -> None:
        """Taken off the carrier's list again."""

    @transition(
        field="state", source=ParcelState.PACKED, target=ParcelState.DELIVERED, permission="fulfillment.hand_out"
    )
    def hand_out(self, *, now: datetime) -> None:
        """The customer took it at the counter."""
        parcel = cast("Parcel", self)
        parcel.shipped_at = parcel.delivered_at = now

    @transition(field="state", source=ParcelState.MANIFESTED, target=ParcelState.SHIPPED)
    def ship(self, *, now: datetime) -> None:
        """The carrier has it."""
        cast("Parcel", self).shipped_at = now

    @transition(field="state", source=[ParcelState.SHIPPED, ParcelState.LOST], target=ParcelState.DELIVERED)
    def deliver(self, *, now: datetime) -> None:
        """The customer has it."""
        cast("Parcel", self).delivered_at = now

    @transition(field="state", source=ParcelState.SHIPPED, target=ParcelState.LOST)
    def lose(self) -> None:
        """The carrier cannot find it."""

    @transition(
        field="state", source=[ParcelState.SHIPPED, ParcelState.LOST], target=ParcelState.RETURNED_TO_SENDER
    )  # fmt: skip
    def return_to_sender(self) -> None:
        """It could not be delivered, or was found after all, and is back with us."""

    @transition(
        field="state", source=[ParcelState.PACKING, ParcelState.PACKED, ParcelState.LABEL_FAILED],
        target=ParcelState.CANCELED, permission="fulfillment.pack_parcel",
    )  # fmt: skip
    def cancel(self) -> None:
        """Unpacked; its units are at the bench again."""
