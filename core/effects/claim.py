"""Who works on which effect: a lease taken in one statement and committed at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from core.effects.hands import hand
from core.effects.registry import LEASE_MARGIN_SECONDS, LIMIT_SECONDS

_LEASES = " ".join(f"WHEN '{queue}' THEN {limit + LEASE_MARGIN_SECONDS}" for queue, limit in LIMIT_SECONDS.items())
_CLAIM = f"""
UPDATE core_effect SET state = 'claimed', claimed_by = %s,
       claimed_until = now() + make_interval(secs => CASE queue {_LEASES} END),
       claim_no = claim_no + 1, attempts = attempts + 1
WHERE id = (
    SELECT id FROM core_effect
    WHERE state = 'due' AND {{queue}} AND run_after <= now()
    ORDER BY priority, run_after, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, task, payload, key, attempts, claim_no, order_id
"""
# For one queue the index gives the most urgent row at once; over several, all that is due has to be sorted.
_CLAIM_OF_ONE = _CLAIM.format(queue="queue = %s")
_CLAIM_OF_SEVERAL = _CLAIM.format(queue="queue = ANY(%s)")
# Nobody waits for the disk here: should the database lose this word in a crash, the effect is run again under its key.
# The claim itself is flushed, because whether something was tried before must never be forgotten.
_DONE = """
WITH lazily AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS word)
UPDATE core_effect SET state = 'done', finished_at = now(), last_error = '', claimed_until = NULL, claimed_by = ''
FROM lazily WHERE lazily.word = 'off' AND id = %s AND claim_no = %s AND state = 'claimed'
"""
_AGAIN = """
UPDATE core_effect SET state = 'due', run_after = now() + make_interval(secs => %s), queued_at = NULL,
       claimed_until = NULL, claimed_by = '', last_error = %s
WHERE id = %s AND claim_no = %s AND state = 'claimed'
"""
# One alert for every row of a CTE called ``dead``.
ALERT_OF_THE_DEAD = """
INSERT INTO core_alert (kind, reference, message, opened_at, closed_by)
SELECT 'dead_effect', id::text, task || ': ' || left(last_error, 500), now(), '' FROM dead
ON CONFLICT (kind, reference) WHERE closed_at IS NULL DO NOTHING
"""
_DEAD = f"""
WITH dead AS (
    UPDATE core_effect SET state = 'dead', finished_at = now(), last_error = %s, claimed_until = NULL, claimed_by = ''
    WHERE id = %s AND claim_no = %s AND state = 'claimed' RETURNING id, task, last_error
) {ALERT_OF_THE_DEAD}
"""


@dataclass(frozen=True)
class Claim:
    """One claimed effect; ``attempt`` counts from 1."""

    effect_id: int
    task: str
    payload: dict[str, Any]
    key: str
    attempt: int
    claim_no: int
    order_id: int | None = None


def claim_next(queues: Sequence[str]) -> Claim | None:
    """Lease the most urgent due effect of ``queues``, or None. Never waits for another worker."""
    with connection.cursor() as cursor:
        if len(queues) == 1:
            cursor.execute(_CLAIM_OF_ONE, [hand(), queues[0]])
        else:
            cursor.execute(_CLAIM_OF_SEVERAL, [hand(), list(queues)])
        row = cursor.fetchone()
    if row is None:
        return None
    return Claim(*row)


def mark_done(claim: Claim) -> bool:
    """True when this claim was still the one that counts."""
    return _execute(_DONE, [claim.effect_id, claim.claim_no])


def mark_again(claim: Claim, *, delay_seconds: float, error: str) -> bool:
    return _execute(_AGAIN, [delay_seconds, error, claim.effect_id, claim.claim_no])


def mark_dead(claim: Claim, *, error: str) -> bool:
    """Give up and open an alert in the same statement."""
    return _execute(_DEAD, [error, claim.effect_id, claim.claim_no])


def _execute(sql: str, values: list[Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return bool(cursor.rowcount)
