"""Hold the books against their promises, keep the result, and alert a person."""

import json
import time
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core.audit.registry import Promise, promises
from core.errors import NotFound
from core.models import Alert, AuditResult, AuditRun

SAMPLE = 5
ALERT = "broken_promise"

# Sums over every row are made in memory, not in files; of one query at a time, and of no other.
_ROOM = "SET LOCAL work_mem = '64MB'"
_COUNT = """
WITH broken AS MATERIALIZED (
{sql}
)
SELECT (SELECT count(*) FROM broken),
       (SELECT coalesce(json_agg(few), '[]') FROM (SELECT * FROM broken LIMIT {sample}) AS few)
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """How many rows broke one promise, with a few of them, and how long it took in seconds."""

    name: str
    number: int
    violations: int
    sample: list[dict[str, Any]]
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def check(promise: Promise, *, since: datetime | None = None) -> Finding:
    """Hold one promise against the data: one query, nothing written."""
    started = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ROOM)
        cursor.execute(_COUNT.format(sql=promise.query(since), sample=SAMPLE))
        violations, sample = cursor.fetchone()
    found = json.loads(sample) if isinstance(sample, str) else sample
    return Finding(promise.name, promise.number, violations, found, round(time.monotonic() - started, 3))


def wanted_promises(names: Collection[str] = (), *, since: datetime | None = None) -> Sequence[Promise]:
    """The named promises, or all; with ``since`` only those that can look at changed orders alone.

    Raises NotFound for an unknown name.
    """
    known = {one.name: one for one in promises()}
    if unknown := set(names) - known.keys():
        raise NotFound(f"There is no promise called {min(unknown)}. Known: {', '.join(known)}.")
    chosen = [one for one in known.values() if not names or one.name in names]
    return [one for one in chosen if one.can_be_narrowed] if since else chosen


def audit(names: Collection[str] = (), *, since: datetime | None = None) -> list[Finding]:
    """Hold the promises against the books and store the run; violations open alerts, zero closes them.

    A run over changed orders alone opens alerts but closes none: it has not seen the rest.
    Raises NotFound for an unknown name.
    """
    chosen = wanted_promises(names, since=since)
    run = AuditRun.objects.create(changed_since=since)
    findings = []
    for one in chosen:
        finding = check(one, since=since)
        findings.append(finding)
        record_finding(run, finding, is_narrow=since is not None)
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])
    return findings


def record_finding(run: AuditRun, finding: Finding, *, is_narrow: bool) -> None:
    """Keep one result with its run; a violation opens an alert, zero over everything closes it."""
    with transaction.atomic():
        AuditResult.objects.create(
            run=run,
            promise=finding.name,
            number=finding.number,
            violations=finding.violations,
            sample=finding.sample,
            seconds=finding.seconds,
        )
        if finding.violations:
            _open_alert(finding)
        elif not is_narrow:
            Alert.objects.filter(kind=ALERT, reference=finding.name, closed_at=None).update(
                closed_at=timezone.now(), closed_by="system"
            )


def _open_alert(finding: Finding) -> None:
    message = f"{finding.violations} rows break the promise {finding.name}: {json.dumps(finding.sample)[:500]}"
    Alert.objects.bulk_create([Alert(kind=ALERT, reference=finding.name, message=message)], ignore_conflicts=True)
