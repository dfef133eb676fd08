"""An audit somebody asked for: worked in stretches a worker has time for; its results so far are its checkpoint."""

import time
from collections.abc import Sequence

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from psycopg.errors import QueryCanceled

from core.audit.registry import Promise, promises
from core.audit.runner import Finding, check, record_finding
from core.models import AuditRun

# Together less than what an effect of its queue may take.
STRETCH_SECONDS = 5.0
LONGEST_PROMISE_SECONDS = 9


def work_stretch(run_id: int, *, seconds: float = STRETCH_SECONDS) -> bool:
    """Hold promises against the books for so long; True when none is left, and the run is finished then.

    A promise that takes too long for this is skipped and named: the nightly audit has the time for it.
    """
    run = AuditRun.objects.filter(pk=run_id, finished_at=None).first()
    if run is None:
        return True
    ends = time.monotonic() + seconds
    for one in left_of(run):
        finding = check_in_time(one)
        if finding is None:
            run.skipped = [*run.skipped, one.name]
            run.save(update_fields=["skipped"])
        else:
            record_finding(run, finding, is_narrow=False)
        if time.monotonic() > ends:
            break
    if left_of(run):
        return False
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])
    return True


def left_of(run: AuditRun) -> Sequence[Promise]:
    """The promises this run has not looked at yet."""
    seen = {*run.results.values_list("promise", flat=True), *run.skipped}
    return [one for one in promises() if one.name not in seen]


def check_in_time(one: Promise) -> Finding | None:
    """The finding; None when the database needed longer than a stretch allows."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{LONGEST_PROMISE_SECONDS}s"])
            return check(one)
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            return None
        raise
