"""What the clock starts. Beat only wakes sweeps; what is due is decided by rows."""

from typing import Any

from celery.schedules import crontab

LONG = {"queue": "bulk"}
# A sweep nobody ran in time is worth nothing: after an outage there is no pile of them.
SWEEP = {"queue": "sweeps", "expires": 15}

SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep-effects": {
        "task": "core.tasks.sweep_effects",
        "schedule": 3.0,
        "options": {"queue": "sweeps", "expires": 15},
    },
    "audit-books": {"task": "core.tasks.audit_books", "schedule": crontab(hour=3, minute=10), "options": LONG},
    "audit-changed": {"task": "core.tasks.audit_changed", "schedule": 300.0, "options": LONG},
    "purge-effects": {"task": "core.tasks.purge_effects", "schedule": crontab(minute=20), "options": LONG},
    "reconcile-payments": {"task": "payments.tasks.reconcile", "schedule": 60.0},
    "sweep-reservations": {"task": "inventory.tasks.sweep_reservations", "schedule": 15.0},
    "purge-reservations": {
        "task": "inventory.tasks.purge_reservations",
        "schedule": crontab(hour=2, minute=40),
        "options": LONG,
    },
    "sweep-lots": {"task": "inventory.tasks.sweep_lots", "schedule": crontab(minute=5), "options": LONG},
    "sweep-returns": {"task": "returns.tasks.sweep_returns", "schedule": 300.0},
    "sweep-waiting": {"task": "orders.tasks.sweep_waiting", "schedule": 300.0},
    "sweep-holds": {"task": "orders.tasks.sweep_holds", "schedule": 60.0},
    "sweep-tracking": {"task": "shipping.tasks.sweep_tracking", "schedule": 900.0},
}
