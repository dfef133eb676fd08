"""What is said of somebody erased after they were erased goes too: a bank, a carrier or a colleague may come late."""

from django.db import connection

from core.actors import SYSTEM
from core.events import publish
from core.privacy.erasing import marks_of
from core.privacy.registry import reach
from core.service import service
from customers.events import ErasureConfirmed
from customers.models import ErasureState
from customers.services.erasing import lock_erasure

MOST = 500
_CAME_LATE = """
SELECT er.id FROM customers_erasure er
WHERE er.state = 'done' AND EXISTS (
    SELECT 1 FROM core_event e WHERE e.at > er.finished_at AND e.order_id IN ({orders})
)
ORDER BY er.id LIMIT %(most)s
"""


def forget_what_came_late() -> int:
    """How many finished erasures are carried out once more, because something happened to an order of theirs."""
    with connection.cursor() as cursor:
        cursor.execute(reach(_CAME_LATE, customers="er.customer_id"), {"most": MOST})
        keys = [key for (key,) in cursor.fetchall()]
    for key in keys:
        erase_again(erasure_id=key)
    return len(keys)


@service
def erase_again(*, erasure_id: int) -> None:
    """Let a finished erasure run once more over everything; one that runs is left alone."""
    erasure = lock_erasure(erasure_id)
    if erasure.state != ErasureState.DONE:
        return
    erasure.state, erasure.finished_at, erasure.run_no = ErasureState.RUNNING, None, erasure.run_no + 1
    erasure.step, erasure.pass_rows, erasure.pass_no = 0, 0, erasure.pass_no + 1
    erasure.marks, erasure.record = marks_of(erasure.customer_id), erasure.record.get("emptied", {})
    erasure.save(update_fields=["state", "finished_at", "run_no", "step", "pass_rows", "pass_no", "marks", "record"])
    publish(ErasureConfirmed(erasure_id=erasure.pk, run_no=erasure.run_no), actor=SYSTEM)
