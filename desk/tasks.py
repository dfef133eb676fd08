"""What workers do for the desk. Shells: load, call, record."""

from core.effects import effect_task
from desk.channels import working
from desk.imports.table.running import work
from desk.imports.table.starting import promise_next

CHUNK_SECONDS = 8.0


@effect_task(queue="bulk")
def work_import(*, job_id: int, run_no: int, chunk: int) -> None:
    """A stretch of an import; what is left is the next effect, so other bulk work gets its turn."""
    if work(job_id, run_no, seconds=CHUNK_SECONDS):
        promise_next(job_id, run_no, chunk + 1)


@effect_task(queue="default")
def work_notice(*, notice_id: int) -> None:
    """Read one notice of another shop and do what it says."""
    working.work_notice(notice_id=notice_id)
