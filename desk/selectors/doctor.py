"""Is the house healthy: the promises of the books, the effects, the workers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min

from core.models import AuditResult, AuditRun, Effect, EffectState

LATE_AFTER = timedelta(minutes=5)
QUIET_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Health:
    """Stored results with their time; nothing is audited while the page loads."""

    run: AuditRun | None
    results: Sequence[AuditResult]
    dead: Sequence[Effect]
    oldest_due_at: datetime | None
    last_done_at: datetime | None
    due: int
    now: datetime

    @property
    def broken(self) -> int:
        return sum(1 for result in self.results if result.violations)

    @property
    def is_late(self) -> bool:
        """Something has been due for longer than a worker may take."""
        return self.oldest_due_at is not None and self.now - self.oldest_due_at > LATE_AFTER

    @property
    def is_quiet(self) -> bool:
        """Nothing was done lately although something is due."""
        last = self.last_done_at
        return self.due > 0 and (last is None or self.now - last > QUIET_AFTER)


def health(*, now: datetime) -> Health:
    """Six queries on indexes; the newest full audit counts, a partial one never hides it."""
    run = AuditRun.objects.filter(finished_at__isnull=False, changed_since=None).order_by("-pk").first()
    due = Effect.objects.filter(state=EffectState.DUE, run_after__lte=now)
    done = Effect.objects.filter(state=EffectState.DONE)
    return Health(
        run=run,
        results=list(run.results.order_by("number", "promise")) if run else [],
        dead=list(Effect.objects.filter(state=EffectState.DEAD).order_by("-pk")[:20]),
        oldest_due_at=due.aggregate(at=Min("run_after"))["at"],
        last_done_at=done.aggregate(at=Max("finished_at"))["at"],
        due=due[:1000].count(),
        now=now,
    )
