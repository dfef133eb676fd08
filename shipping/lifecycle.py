"""The life of a label and of a manifest. Called by services, never by screens."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from django.db import models
from django.utils import timezone
from django_fsm import transition

from core.errors import Blocker
from core.fsm import guard
from fulfillment.statuses import HANDED_OVER
from shipping.statuses import LabelState, ManifestState

if TYPE_CHECKING:
    from shipping.models import Manifest, ShippingLabel

__all__ = ["LabelMoves", "ManifestMoves"]


@guard
def void_period_runs(label: "ShippingLabel") -> Iterator[Blocker]:
    """The carrier still takes it back."""
    if label.void_until is not None and label.void_until <= timezone.now():
        yield Blocker("void_period_over", f"it could be voided until {label.void_until:%Y-%m-%d %H:%M} UTC.")


@guard
def is_not_on_a_manifest(label: "ShippingLabel") -> Iterator[Blocker]:
    """The parcel is not with the carrier, nor on the list of a truck."""
    if label.parcel.state in HANDED_OVER:
        state = label.parcel.get_state_display().lower()
        yield Blocker("handed_over", f"its parcel is {state}.", fix="Take the parcel off the manifest first.")


@guard
def has_parcels(manifest: "Manifest") -> Iterator[Blocker]:
    if not manifest.entries.exists():
        yield Blocker("empty", "no parcel was scanned.", fix="Scan the parcels that leave.")


class LabelMoves(models.Model):
    """Moves of ShippingLabel.state; each changes memory only."""

    class Meta:
        abstract = True

    @transition(field="state", source=[LabelState.REQUESTED, LabelState.UNKNOWN], target=LabelState.PURCHASED)
    def purchase(self, *, now: datetime, cost: Decimal, currency: str) -> None:
        """The carrier sold it."""
        label = cast("ShippingLabel", self)
        label.purchased_at, label.cost, label.currency = now, cost, currency
        label.error = label.error_field = ""
        label.sent_at = None

    @transition(field="state", source=LabelState.REQUESTED, target=LabelState.UNKNOWN)
    def lose_sight(self, *, words: str) -> None:
        """It may have been sold, and the carrier cannot be asked: a person looks in the carrier's own portal."""
        cast("ShippingLabel", self).error = words[:400]

    @transition(field="state", source=[LabelState.REQUESTED, LabelState.UNKNOWN], target=LabelState.FAILED)
    def fail(self, *, now: datetime, words: str, field: str) -> None:
        """The carrier said no; a person mends the cause and tries again."""
        label = cast("ShippingLabel", self)
        label.failed_at, label.error, label.error_field = now, words[:400], field[:64]
        label.sent_at = None

    @transition(field="state", source=LabelState.FAILED, target=LabelState.REQUESTED, permission="shipping.buy_label")
    def retry(self) -> None:
        """Ask again with the same purchase key: what was bought after all is found, not bought twice."""
        label = cast("ShippingLabel", self)
        label.failed_at = None
        label.tries += 1

    @transition(
        field="state", source=LabelState.PURCHASED, target=LabelState.PURCHASED,
        conditions=[void_period_runs, is_not_on_a_manifest], permission="shipping.void_label",
    )  # fmt: skip
    def request_void(self, *, now: datetime) -> None:
        """The carrier shall take it back; until it did, the label lives."""
        cast("ShippingLabel", self).void_requested_at = now

    @transition(field="state", source=LabelState.PURCHASED, target=LabelState.VOIDED)
    def void(self, *, now: datetime) -> None:
        """The carrier took it back; it costs nothing any more."""
        cast("ShippingLabel", self).voided_at = now


class ManifestMoves(models.Model):
    """Moves of Manifest.state."""

    class Meta:
        abstract = True

    @transition(
        field="state", source=ManifestState.OPEN, target=ManifestState.CLOSED,
        conditions=[has_parcels], permission="shipping.close_manifest",
    )  # fmt: skip
    def close(self, *, now: datetime, by: str) -> None:
        """The truck is gone."""
        manifest = cast("Manifest", self)
        manifest.closed_at, manifest.closed_by = now, by
