"""Pick up what lost its nudge or its worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from core.effects.claim import ALERT_OF_THE_DEAD
from core.effects.hands import hand, is_gone
from core.effects.nudge import send_nudges
from core.effects.registry import max_attempts_of

PATIENCE_SECONDS = 30
BATCH = 500

_HANDS = "SELECT DISTINCT claimed_by FROM core_effect WHERE state = 'claimed'"
_OWN = "SELECT id, task, attempts FROM core_effect WHERE state = 'claimed' AND claimed_by = %s FOR UPDATE SKIP LOCKED"
_LATE = """
SELECT id, task, attempts FROM core_effect
WHERE state = 'claimed' AND (claimed_until < now() OR claimed_by = ANY(%s))
LIMIT %s FOR UPDATE SKIP LOCKED
"""
_WORDS = "'The worker died, overran its limit, or could not write down what came of attempt ' || attempts || '.'"
# The first death is nobody's fault: the effect keeps its place before those that came later. Who dies again waits,
# ever longer.
_FREE = f"""
UPDATE core_effect SET
    state = 'due', queued_at = NULL, claimed_until = NULL, claimed_by = '', last_error = {_WORDS},
    run_after = CASE WHEN attempts > 1 THEN now() + make_interval(secs => least(power(2.0, attempts - 1), 600))
                     ELSE run_after END
WHERE id = ANY(%s)
"""
_BURY = f"""
WITH dead AS (
    UPDATE core_effect SET
        state = 'dead', finished_at = now(), claimed_until = NULL, claimed_by = '', last_error = {_WORDS}
    WHERE id = ANY(%s) RETURNING id, task, last_error
) {ALERT_OF_THE_DEAD}
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
    freed = free_leases()
    with connection.cursor() as cursor:
        cursor.execute(_STAMP, [PATIENCE_SECONDS, BATCH])
        queued = dict(cursor.fetchall())
    # A worker drains its queue, so a second nudge only adds a second pair of hands.
    send_nudges(queue for queue, count in queued.items())
    send_nudges(queue for queue, count in queued.items() if count > 1)
    return SweepReport(freed=freed, queued=sum(queued.values()))


def free_own() -> int:
    """What this process still holds before it takes up work: it could not write down what came of that.

    Only for a process that runs one effect at a time. What never can be written down is dead in the end, as any other.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_OWN, [hand()])
        return _free(cursor, cursor.fetchall())


def free_leases() -> int:
    """Take back what dead or late workers hold; what killed its worker at every attempt is dead, with an alert.

    A worker of this machine is seen to be dead at once, one elsewhere when its lease has run out.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_HANDS)
        gone = [name for (name,) in cursor.fetchall() if is_gone(name)]
        cursor.execute(_LATE, [gone, BATCH])
        return _free(cursor, cursor.fetchall())


def _free(cursor: Any, late: Sequence[tuple[int, str, int]]) -> int:
    """Due again, or dead after the last attempt; the caller holds the rows."""
    hopeless = [key for key, task, attempts in late if attempts >= max_attempts_of(task)]
    if hopeless:
        cursor.execute(_BURY, [hopeless])
    if len(late) > len(hopeless):
        cursor.execute(_FREE, [sorted({key for key, *_ in late} - set(hopeless))])
    return len(late)
