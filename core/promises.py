"""Promises of the books about events, effects and keys."""

from core.audit.registry import promise

EVENT_SEQUENCE = """
SELECT order_id AS reference, min(seq) AS first, max(seq) AS last, count(*) AS events
FROM core_event
WHERE {orders_changed}
GROUP BY order_id
HAVING min(seq) <> 1 OR max(seq) <> count(*) OR count(DISTINCT seq) <> count(*)
"""

# A retry waits by its own run_after; five minutes past it nobody is working any more.
EFFECTS_ON_TIME = """
SELECT id AS reference, task, state, run_after, claimed_until
FROM core_effect
WHERE state = 'due' AND run_after < now() - interval '5 minutes'
   OR state = 'claimed' AND claimed_until < now() - interval '5 minutes'
"""

DEAD_EFFECTS_ALERTED = """
SELECT e.id AS reference, e.task
FROM core_effect e
WHERE e.state = 'dead' AND NOT EXISTS (
    SELECT 1 FROM core_alert a WHERE a.kind = 'dead_effect' AND a.reference = e.id::text AND a.closed_at IS NULL
)
"""

EFFECT_KEYS_ONCE = """
SELECT key AS reference, count(*) AS effects FROM core_effect GROUP BY key HAVING count(*) > 1
"""

IDEMPOTENCY_KEYS_ONCE = """
SELECT scope AS reference, key, count(*) AS rows FROM core_idempotencykey GROUP BY scope, key HAVING count(*) > 1
"""

PROMISES = [
    promise(number=10, name="event_sequence_has_no_gaps", sql=EVENT_SEQUENCE),
    promise(number=13, name="effects_are_on_time", sql=EFFECTS_ON_TIME),
    promise(number=13, name="dead_effects_are_alerted", sql=DEAD_EFFECTS_ALERTED),
    promise(number=13, name="effect_keys_are_unique", sql=EFFECT_KEYS_ONCE),
    promise(number=14, name="idempotency_keys_are_unique", sql=IDEMPOTENCY_KEYS_ONCE),
]
