"""What the clock starts. Beat only wakes sweeps; what is due is decided by rows."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep-effects": {"task": "core.tasks.sweep_effects", "schedule": 3.0},
    "audit-books": {"task": "core.tasks.audit_books", "schedule": crontab(hour=3, minute=10)},
    "audit-changed": {"task": "core.tasks.audit_changed", "schedule": 300.0},
    "purge-effects": {"task": "core.tasks.purge_effects", "schedule": crontab(minute=20)},
    "reconcile-payments": {"task": "payments.tasks.reconcile", "schedule": 60.0},
    "sweep-returns": {"task": "returns.tasks.sweep_returns", "schedule": 300.0},
    "sweep-waiting": {"task": "orders.tasks.sweep_waiting", "schedule": 300.0},
    "sweep-tracking": {"task": "shipping.tasks.sweep_tracking", "schedule": 900.0},
}
