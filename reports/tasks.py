"""What workers do for reports. Shells: load, call, record."""

from celery import shared_task

from core.effects import effect_task
from reports.services import delivering, ending, making, telling


@effect_task(queue="bulk")
def make_export(*, export_id: int) -> None:
    """A stretch of a file; what is left is the next effect, so other bulk work gets its turn."""
    making.work_export(export_id=export_id)


@effect_task(queue="bulk")
def erase_export(*, export_id: int) -> None:
    """Remove the file of an export that is over."""
    ending.erase_file(export_id=export_id)


@effect_task(queue="mail")
def mail_export(*, export_id: int, key: str) -> None:
    """Tell who asked that the file is ready, or why there is none."""
    telling.tell_export(export_id=export_id, key=key)


@effect_task(queue="mail")
def mail_skipped(*, run_id: int, key: str) -> None:
    """Tell a subscriber why a period was left out."""
    telling.tell_skipped(run_id=run_id, key=key)


@shared_task(name="reports.tasks.run_subscriptions", time_limit=120)
def run_subscriptions() -> None:
    """Woken by beat every minute."""
    delivering.run_due_subscriptions()


__all__ = ["erase_export", "mail_export", "mail_skipped", "make_export", "run_subscriptions"]
