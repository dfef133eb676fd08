"""Somebody wants to know now whether the books are right."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from core.actors import Actor, ensure_may
from core.effects.insert import NewEffect, insert_effects, priority_of
from core.models import AuditRun
from core.service import service

TASK = "core.audit_tasks.work_audit"
# One that did not come to its end in this time never will: its effect is dead and tells so.
GIVEN_UP_AFTER = timedelta(minutes=30)


@service
def request_audit(*, actor: Actor) -> AuditRun:
    """The audit of everything that workers take up now; asked twice, it is the one already under way.

    Raises NotPermitted.
    """
    ensure_may(actor, "core.run_audit")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('core.request_audit'))")
    since = timezone.now() - GIVEN_UP_AFTER
    open_runs = AuditRun.objects.filter(changed_since=None, finished_at=None, started_at__gte=since)
    run = open_runs.exclude(requested_by="").order_by("-pk").first()
    if run is None:
        run = AuditRun.objects.create(requested_by=actor.label)
        promise_stretch(run.pk, 1, priority=priority_of(actor))
    return run


def promise_stretch(run_id: int, stretch: int, *, priority: int = 0) -> None:
    """The next stretch as an effect; promised twice, it is the same one."""
    key = f"{TASK}:{run_id}:{stretch}"
    insert_effects(
        [NewEffect(task=TASK, queue="bulk", key=key, payload={"run_id": run_id, "stretch": stretch}, priority=priority)]
    )
