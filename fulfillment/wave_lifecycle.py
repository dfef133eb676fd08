"""The machine of a wave: planned, then with the floor, or called off."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import models
from django_fsm import transition

from core.errors import Blocker
from core.fsm import guard
from fulfillment.statuses import BatchState, WaveState

if TYPE_CHECKING:
    from fulfillment.models import Wave


@guard
def nobody_has_begun(wave: "Wave") -> Iterator[Blocker]:
    """No picker took a task of it."""
    begun = wave.batches.filter(state__in=[BatchState.IN_PROGRESS, BatchState.DONE]).count()
    if begun:
        noun = "batch is" if begun == 1 else "batches are"
        yield Blocker("begun", f"{begun} {noun} begun already.", fix="Take back single batches that nobody began.")


@guard
def has_batches(wave: "Wave") -> Iterator[Blocker]:
    """There is something to give out."""
    if not wave.batches.filter(state=BatchState.DRAFT).exists():
        yield Blocker("empty", "nothing is planned in it any more.", fix="Cancel it and plan another.")


class WaveMoves(models.Model):
    """Moves of a Wave. Its batches go to the floor one by one, each as an effect of its own."""

    class Meta:
        abstract = True

    @transition(
        field="state", source=WaveState.PLANNED, target=WaveState.RELEASED, conditions=[has_batches],
        permission="fulfillment.lead_floor",
    )  # fmt: skip
    def release(self, *, now: datetime) -> None:
        """Every batch goes to the floor."""
        cast("Wave", self).released_at = now

    @transition(
        field="state", source=[WaveState.PLANNED, WaveState.RELEASED], target=WaveState.CANCELED,
        conditions=[nobody_has_begun], permission="fulfillment.lead_floor",
    )  # fmt: skip
    def cancel(self, *, now: datetime) -> None:
        """All its work waits in the pool again."""
        cast("Wave", self).canceled_at = now
