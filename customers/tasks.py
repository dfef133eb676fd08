"""What customers' workers do: erase, and make copies for the customer's own hands."""

from celery import shared_task

from core.effects import effect_task
from customers.services import exporting, finding_for_export, forgetting, forgetting_again


@effect_task(queue="bulk")
def erase_customer(*, erasure_id: int, run_no: int) -> None:
    """Carry a confirmed erasure on for a few seconds."""
    forgetting.work_erasure(erasure_id=erasure_id, run_no=run_no)


@effect_task(queue="bulk")
def export_customer(*, export_id: int, run_no: int = 1) -> None:
    """Search for a few seconds for what an export is to hold; then make its file."""
    finding_for_export.work_export(export_id=export_id, run_no=run_no)


@effect_task(queue="bulk")
def erase_export(*, export_id: int) -> None:
    """Erase the file of an export that is gone."""
    exporting.erase_export_file(export_id=export_id)


@shared_task(name="customers.tasks.sweep_erased", time_limit=300)
def sweep_erased() -> None:
    """Woken by beat every night: what came late of somebody erased goes, too."""
    forgetting_again.forget_what_came_late()


__all__ = ["erase_customer", "erase_export", "export_customer", "sweep_erased"]
