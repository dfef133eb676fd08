"""How often each fraud rule struck, and how often it was right."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

# One row per rule and order: the latest assessment in which the rule struck. A lost or open chargeback and a warning of
# the bank say that the rule was right even where a person had accepted; a dispute that was won says the contrary.
_REPORT = """
WITH struck AS (
    SELECT DISTINCT ON (a.order_id, s ->> 'rule') a.order_id, s ->> 'rule' AS rule, (s ->> 'score')::int AS score
    FROM payments_riskassessment a CROSS JOIN LATERAL jsonb_array_elements(a.signals) s
    WHERE a.assessed_at >= %s AND a.signals <> '[]'::jsonb
    ORDER BY a.order_id, s ->> 'rule', a.id DESC
), known AS (
    SELECT struck.*, d.decision, coalesce(q.was_bad, FALSE) AS was_bad
    FROM struck
    LEFT JOIN LATERAL (
        SELECT d.decision FROM payments_riskdecision d JOIN payments_riskreview r ON r.id = d.review_id
        WHERE r.order_id = struck.order_id AND d.decision IN ('accepted', 'declined')
        ORDER BY d.id DESC LIMIT 1
    ) d ON TRUE
    LEFT JOIN LATERAL (
        SELECT bool_or(q.state <> 'won' AND (q.kind <> 'warning' OR q.state <> 'closed')) AS was_bad
        FROM payments_dispute q WHERE q.order_id = struck.order_id
    ) q ON TRUE
)
SELECT rule, max(score) AS score, count(*) AS struck,
       count(*) FILTER (WHERE decision = 'declined') AS declined,
       count(*) FILTER (WHERE decision = 'accepted') AS accepted,
       count(*) FILTER (WHERE was_bad) AS disputed,
       count(*) FILTER (WHERE was_bad OR decision = 'declined') AS was_right,
       count(*) FILTER (WHERE NOT was_bad AND decision = 'accepted') AS was_wrong
FROM known GROUP BY rule ORDER BY struck DESC, rule
"""
_MISSED = """
SELECT count(DISTINCT q.order_id) FROM payments_dispute q
WHERE q.opened_at >= %s AND q.state <> 'won' AND (q.kind <> 'warning' OR q.state <> 'closed')
  AND NOT EXISTS (
      SELECT 1 FROM payments_riskassessment a WHERE a.order_id = q.order_id AND a.signals <> '[]'::jsonb
  )
"""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule: orders it struck, what people decided on them, and what banks said later."""

    rule: str
    score: int
    struck: int
    declined: int
    accepted: int
    disputed: int
    was_right: int
    was_wrong: int

    @property
    def precision(self) -> Decimal | None:
        """Percent of the judged strikes that were right; None while nothing is judged."""
        judged = self.was_right + self.was_wrong
        return round(Decimal(100 * self.was_right) / judged, 1) if judged else None


def rule_rows(*, since: datetime) -> list[RuleRow]:
    """The rules that struck since then, the busiest first; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_REPORT, [since])
        return [RuleRow(*row) for row in cursor.fetchall()]


def disputes_missed(*, since: datetime) -> int:
    """Orders that banks complained about and in which no rule had found anything; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_MISSED, [since])
        return int(cursor.fetchone()[0])
