"""What workers do for support. Shells: load, call, record."""

from core.effects import effect_task
from support.services import disputes, sorting


@effect_task(queue="default")
def work_mail(*, mail_id: int) -> None:
    """Read one mail that came in, and do what its address says."""
    sorting.work_mail(mail_id=mail_id)


@effect_task(queue="default")
def open_dispute_case(*, order_id: int, dispute_id: int) -> None:
    """Somebody has to answer the bank in time."""
    disputes.open_dispute_case(order_id=order_id, dispute_id=dispute_id)


@effect_task(queue="default")
def note_dispute_end(*, order_id: int, dispute_id: int) -> None:
    """Who works on the case learns how it ended."""
    disputes.note_dispute_end(order_id=order_id, dispute_id=dispute_id)
