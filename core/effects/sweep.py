"""Pick up what lost its nudge or its worker."""

from dataclasses import dataclass

from django.db import connection, transaction

from core.effects.nudge import send_nudges

PATIENCE_SECONDS = 30
BATCH = 500
ATTEMPT_CEILING = 10

_EXPIRE = """
WITH late AS (
    SELECT id FROM core_effect WHERE state = 'claimed' AND claimed_until < now() LIMIT %s FOR UPDATE SKIP LOCKED
), freed AS (
    UPDATE core_effect e SET
        state = CASE WHEN e.attempts >= %s THEN 'dead' ELSE 'due' END,
        queued_at = NULL, claimed_until = NULL,
        finished_at = CASE WHEN e.attempts >= %s THEN now() END,
        last_error = 'The worker died or overran its limit (attempt ' || e.attempts || ').'
    FROM late WHERE e.id = late.id RETURNING e.id, e.state, e.task
), told AS (
    INSERT INTO core_alert (kind, reference, message, opened_at, closed_by)
    SELECT 'dead_effect', id::text, task || ': the worker died at every attempt.', now(), '' FROM freed
    WHERE state = 'dead' ON CONFLICT (kind, reference) WHERE closed_at IS NULL DO NOTHING
)
SELECT count(*) FROM freed
"""
_STAMP = """
WITH lost AS (
    SELECT id FROM core_effect
    WHERE state = 'due' AND run_after <= now()
      AND (queued_at IS NULL OR queued_at < now() - make_interval(secs => %s))
    ORDER BY priority, run_after, id LIMIT %s FOR UPDATE SKIP LOCKED
), stamped AS (
    UPDATE core_effect e SET queued_at = now() FROM lost WHERE e.id = lost.id RETURNING e.queue
)
SELECT queue, count(*) FROM stamped GROUP BY queue
"""


@dataclass(frozen=True)
class SweepReport:
    """``freed``: leases of dead workers taken back; ``queued``: due effects nudged again."""

    freed: int
    queued: int


def sweep() -> SweepReport:
    """Free the leases of dead workers and nudge for what is due; safe to run twice at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_EXPIRE, [BATCH, ATTEMPT_CEILING, ATTEMPT_CEILING])
        (freed,) = cursor.fetchone()
        cursor.execute(_STAMP, [PATIENCE_SECONDS, BATCH])
        queued = dict(cursor.fetchall())
    # A worker drains its queue, so a second nudge only adds a second pair of hands.
    send_nudges(queue for queue, count in queued.items())
    send_nudges(queue for queue, count in queued.items() if count > 1)
    return SweepReport(freed=freed, queued=sum(queued.values()))
