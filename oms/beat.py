"""What the clock starts. Beat only wakes sweeps; what is due is decided by rows."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep-effects": {"task": "core.tasks.sweep_effects", "schedule": 3.0},
    "sweep-waiting": {"task": "orders.tasks.sweep_waiting", "schedule": 300.0},
}
