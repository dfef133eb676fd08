"""What workers do for an audit that a person asked for. Shells: load, call, record."""

from core.audit.stretches import work_stretch
from core.effects.registry import effect_task
from core.services.auditing import promise_stretch


@effect_task(queue="bulk")
def work_audit(*, run_id: int, stretch: int) -> None:
    """A stretch of the audit; what is left is the next effect."""
    if not work_stretch(run_id):
        promise_stretch(run_id, stretch + 1)
