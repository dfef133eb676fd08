"""What became of each promise of the books, run by run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.audit.registry import promises
from core.models import AuditResult, AuditRun

STRIP = 30
# Runs of a single promise by hand are among them.
MOST_RUNS = 2 * STRIP


@dataclass(frozen=True)
class Kept:
    """One look at a promise: when, by how many rows it was broken, and how long the look took in seconds."""

    run_id: int
    at: datetime
    violations: int
    seconds: float
    sample: Sequence[Mapping[str, object]]


@dataclass(frozen=True)
class PromiseHistory:
    """A promise with its last looks over everything, the newest first, at most ``STRIP``."""

    number: int
    name: str
    looks: Sequence[Kept]

    @property
    def last(self) -> Kept | None:
        return self.looks[0] if self.looks else None

    @property
    def is_broken(self) -> bool:
        return bool(self.looks) and self.looks[0].violations > 0

    @property
    def strip(self) -> Sequence[Kept]:
        """From old to new, as it is read."""
        return self.looks[::-1]

    @property
    def words(self) -> str:
        """The strip in words, for who does not see it."""
        broken = sum(1 for look in self.looks if look.violations)
        runs = "1 run" if len(self.looks) == 1 else f"{len(self.looks)} runs"
        return f"{runs}, {broken} with violations" if broken else f"{runs}, always zero"

    @property
    def title(self) -> str:
        return self.name.replace("_", " ")


def promise_histories() -> Sequence[PromiseHistory]:
    """Every promise the apps declare, those never looked at too; broken ones first. Two queries."""
    runs = AuditRun.objects.filter(changed_since=None).order_by("-pk")[:MOST_RUNS]
    started = {run.pk: run.finished_at or run.started_at for run in runs}
    looks: dict[str, list[Kept]] = {}
    for result in AuditResult.objects.filter(run__in=started).order_by("-run_id"):
        found = looks.setdefault(result.promise, [])
        if len(found) < STRIP:
            at = started[result.run_id]
            found.append(Kept(result.run_id, at, result.violations, result.seconds, result.sample))
    histories = [PromiseHistory(one.number, one.name, looks.get(one.name, [])) for one in promises()]
    return sorted(histories, key=lambda one: (not one.is_broken, bool(one.looks), one.number, one.name))


def last_full_audit() -> AuditRun | None:
    """The newest finished run over everything."""
    return AuditRun.objects.filter(changed_since=None, finished_at__isnull=False).order_by("-pk").first()


def last_narrow_audit() -> AuditRun | None:
    """The newest finished run over what changed lately; a run each five minutes, so the newest few are enough."""
    newest = AuditRun.objects.order_by("-pk")[:50]
    return next((run for run in newest if run.changed_since is not None and run.finished_at is not None), None)


def audit_under_way() -> AuditRun | None:
    """The one somebody asked for that is not finished, if any."""
    run = AuditRun.objects.filter(changed_since=None).exclude(requested_by="").order_by("-pk").first()
    return run if run is not None and run.finished_at is None else None
