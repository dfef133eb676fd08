"""The life of a label for goods outside the floor's parcels. Called by services, never by screens."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from django.db import models
from django.utils import timezone
from django_fsm import transition

from core.errors import Blocker
from core.fsm import guard
from shipping.statuses import LabelState, TrackingStatus

if TYPE_CHECKING:
    from shipping.models import LooseLabel


@guard
def void_period_runs(label: "LooseLabel") -> Iterator[Blocker]:
    """The carrier still takes it back."""
    if label.void_until is not None and label.void_until <= timezone.now():
        yield Blocker("void_period_over", f"it could be voided until {label.void_until:%Y-%m-%d %H:%M} UTC.")


@guard
def is_not_moving(label: "LooseLabel") -> Iterator[Blocker]:
    """Nobody has sent anything with it."""
    if label.tracking_status != TrackingStatus.NOT_MOVING:
        word = label.get_tracking_status_display().lower()
        yield Blocker("in_use", f"its parcel is on the road: {word}.")


class LooseLabelMoves(models.Model):
    """Moves of LooseLabel.state; each changes memory only."""

    class Meta:
        abstract = True

    @transition(field="state", source=[LabelState.REQUESTED, LabelState.UNKNOWN], target=LabelState.PURCHASED)
    def purchase(self, *, now: datetime, cost: Decimal, currency: str) -> None:
        """The carrier sold it."""
        label = cast("LooseLabel", self)
        label.purchased_at, label.cost, label.currency = now, cost, currency
        label.error = label.error_field = ""
        label.sent_at = None

    @transition(field="state", source=LabelState.REQUESTED, target=LabelState.UNKNOWN)
    def lose_sight(self, *, words: str) -> None:
        """It may have been sold, and the carrier cannot be asked: a person looks in the carrier's own portal."""
        cast("LooseLabel", self).error = words[:400]

    @transition(field="state", source=[LabelState.REQUESTED, LabelState.UNKNOWN], target=LabelState.FAILED)
    def fail(self, *, now: datetime, words: str, field: str) -> None:
        """The carrier said no, or nobody needs it any more."""
        label = cast("LooseLabel", self)
        label.failed_at, label.error, label.error_field = now, words[:400], field[:64]
        label.sent_at = None

    @transition(
        field="state", source=LabelState.FAILED, target=LabelState.REQUESTED, permission="shipping.buy_looselabel"
    )
    def retry(self) -> None:
        """Ask again with the same purchase key: what was bought after all is found, not bought twice."""
        label = cast("LooseLabel", self)
        label.failed_at, label.is_wanted = None, True
        label.tries += 1

    @transition(
        field="state", source=LabelState.PURCHASED, target=LabelState.PURCHASED,
        conditions=[void_period_runs, is_not_moving], permission="shipping.void_looselabel",
    )  # fmt: skip
    def request_void(self, *, now: datetime) -> None:
        """The carrier shall take it back; until it did, the label lives."""
        label = cast("LooseLabel", self)
        label.void_requested_at, label.is_wanted = now, False

    @transition(field="state", source=LabelState.PURCHASED, target=LabelState.VOIDED)
    def void(self, *, now: datetime) -> None:
        """The carrier took it back; it costs nothing any more."""
        cast("LooseLabel", self).voided_at = now
