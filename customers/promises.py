"""Promises of the books about customers."""

from core.audit.registry import promise
from core.privacy.traces import traces_of

# While it runs, it is not yet true.
ERASED = """
SELECT c.id FROM customers_customer c WHERE c.erased_at IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM customers_erasure e WHERE e.customer_id = c.id AND e.state = 'running')
"""

ERASURES_GO_ON = """
SELECT e.number AS reference, e.run_no FROM customers_erasure e
WHERE e.state = 'running' AND NOT EXISTS (
    SELECT 1 FROM core_effect f
    WHERE f.key = 'customers.tasks.erase_customer:' || e.id || ':run-' || e.run_no AND f.state IN ('due', 'claimed')
)
"""

NOTHING_DUE = """
SELECT e.number AS reference FROM customers_erasure e JOIN customers_customer c ON c.id = e.customer_id
WHERE e.state IN ('running', 'done') AND c.erased_at IS NULL
"""

PROMISES = [
    promise(number=15, name="nothing_left_of_an_erased_customer", sql=traces_of(ERASED)),
    promise(number=15, name="running_erasures_go_on", sql=ERASURES_GO_ON),
    promise(number=15, name="an_erasure_marks_its_customer", sql=NOTHING_DUE),
]
