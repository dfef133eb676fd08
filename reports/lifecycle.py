"""The lives of exports and of subscriptions. Called by services, never by screens."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from django.db import models
from django_fsm import transition

from reports.statuses import ExportState

if TYPE_CHECKING:
    from reports.models import Export

__all__ = ["ExportMoves"]

UNDER_WAY = [ExportState.REQUESTED, ExportState.RUNNING]


class ExportMoves(models.Model):
    """Moves of Export.state; each changes memory only."""

    class Meta:
        abstract = True

    @transition(field="state", source=UNDER_WAY, target=ExportState.RUNNING)
    def go_on(self, *, now: datetime) -> None:
        """A worker writes the next part of the file."""
        export = cast("Export", self)
        export.started_at = export.started_at or now

    @transition(field="state", source=ExportState.RUNNING, target=ExportState.READY)
    def finish(self, *, path: str, size: int, sha256: str, now: datetime, kept_for: timedelta) -> None:
        """The file is whole and lies where it stays."""
        export = cast("Export", self)
        export.path, export.size, export.sha256 = path, size, sha256
        export.finished_at, export.expires_at, export.parts = now, now + kept_for, []

    @transition(field="state", source=UNDER_WAY, target=ExportState.FAILED)
    def fail(self, *, words: str, now: datetime) -> None:
        """It cannot be made; nothing of it is handed out."""
        export = cast("Export", self)
        export.message, export.finished_at = words[:400], now

    @transition(field="state", source=UNDER_WAY, target=ExportState.CANCELED)
    def cancel(self, *, now: datetime) -> None:
        """Its maker does not want it any more."""
        cast("Export", self).finished_at = now

    @transition(field="state", source=ExportState.READY, target=ExportState.GONE)
    def drop(self) -> None:
        """Its time is over; the file goes."""
