"""What the money inbox promises: money that waits on a desk of its own stands there too, and only while it waits."""

from core.audit.registry import promise

# Row and task change together; the sweep finds within minutes what an older version of the house left out.
WAITING_MONEY_IS_SHOWN = """
WITH waiting AS (
    SELECT 'late_payment' AS kind, 'late_money:' || id AS cause, came_at AS since
    FROM payments_latemoney WHERE state = 'open'
    UNION ALL
    SELECT 'dispute', 'dispute:' || id, opened_at FROM payments_dispute WHERE state = 'needs_response' AND evidence = ''
    UNION ALL
    SELECT 'bank_line', 'bank_line:' || id, created_at FROM payments_bankline WHERE state = 'waiting'
), shown AS (
    SELECT kind, cause, opened_at AS since FROM payments_moneytask
    WHERE closed_at IS NULL AND kind IN ('late_payment', 'dispute', 'bank_line')
)
SELECT coalesce(w.cause, s.cause) AS reference, w.since AS waits_since, s.since AS shown_since
FROM waiting w FULL JOIN shown s ON s.kind = w.kind AND s.cause = w.cause
WHERE (s.cause IS NULL OR w.cause IS NULL) AND coalesce(w.since, s.since) < now() - interval '30 minutes'
"""

PROMISES = [promise(number=10, name="waiting_money_is_shown", sql=WAITING_MONEY_IS_SHOWN)]
