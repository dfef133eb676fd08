"""What workers do for support. Shells: load, call, record."""

from core.effects import effect_task
from support.services import sorting


@effect_task(queue="default")
def work_mail(*, mail_id: int) -> None:
    """Read one mail that came in, and do what its address says."""
    sorting.work_mail(mail_id=mail_id)
