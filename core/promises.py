"""Promises of the books about events, effects and keys."""

from core.audit.registry import promise
from core.services.archive_events import DIGEST_AS_NUMBER

EVENT_SEQUENCE = """
SELECT order_id AS reference, min(seq) AS first, max(seq) AS last, count(*) AS events
FROM core_timeline
WHERE {orders_changed}
GROUP BY order_id
HAVING min(seq) <> 1 OR max(seq) <> count(*) OR count(DISTINCT seq) <> count(*)
"""

PACKED_AS_TOLD = """
SELECT order_id AS reference, month
FROM core_packedtimeline
WHERE {orders_changed} AND (digest <> encode(sha256(convert_to(events::text, 'UTF8')), 'hex')
   OR count <> jsonb_array_length(events) OR last_seq <> (events->-1->>'seq')::int)
"""

ARCHIVE_MONTHS_ADD_UP = f"""
SELECT coalesce(m.month, p.month) AS reference, m.orders, p.orders AS there, m.events, p.events AS told
FROM core_archivemonth m
FULL JOIN (
    SELECT month, count(*) AS orders, sum(count) AS events, sum({DIGEST_AS_NUMBER}) AS checksum
    FROM core_packedtimeline GROUP BY month
) p ON p.month = m.month
WHERE (m.orders, m.events, m.checksum) IS DISTINCT FROM (p.orders, p.events, p.checksum)
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
    promise(number=10, name="packed_events_are_as_told", sql=PACKED_AS_TOLD),
    promise(number=10, name="archive_months_add_up", sql=ARCHIVE_MONTHS_ADD_UP),
    promise(number=13, name="effects_are_on_time", sql=EFFECTS_ON_TIME),
    promise(number=13, name="dead_effects_are_alerted", sql=DEAD_EFFECTS_ALERTED),
    promise(number=13, name="effect_keys_are_unique", sql=EFFECT_KEYS_ONCE),
    promise(number=14, name="idempotency_keys_are_unique", sql=IDEMPOTENCY_KEYS_ONCE),
]
