"""What the clock starts. Beat only wakes sweeps; what is due is decided by rows."""

from typing import Any

from celery.schedules import crontab

LONG = {"queue": "bulk"}


def every(seconds: float, task: str, *, queue: str = "default") -> dict[str, Any]:
    """A sweep nobody ran before the next one is worth nothing: after an outage there is no pile of them."""
    return {"task": task, "schedule": seconds, "options": {"queue": queue, "expires": max(seconds, 15.0)}}


def at(time: crontab, task: str) -> dict[str, Any]:
    """Long work at a time of the day, or of the hour."""
    return {"task": task, "schedule": time, "options": LONG}


SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep-effects": every(3.0, "core.tasks.sweep_effects", queue="sweeps"),
    "end-silent-backups": every(60.0, "core.tasks.end_silent_backups"),
    "audit-books": at(crontab(hour=3, minute=10), "core.tasks.audit_books"),
    "audit-changed": every(300.0, "core.tasks.audit_changed", queue="bulk"),
    "sweep-webhooks": every(300.0, "notifications.tasks.sweep_webhooks"),
    "purge-effects": at(crontab(minute=20), "core.tasks.purge_effects"),
    "sweep-erased": at(crontab(hour=4, minute=55), "customers.tasks.sweep_erased"),
    "sweep-retention": at(crontab(hour=4, minute=40), "core.tasks.sweep_retention"),
    "reconcile-payments": every(60.0, "payments.tasks.reconcile"),
    "close-journal": at(crontab(minute=25), "reports.tasks.close_journal"),
    "sweep-gift-cards": at(crontab(minute=35), "payments.tasks.sweep_gift_cards"),
    "compare-with-gateways": at(crontab(hour=2, minute=10), "payments.tasks.compare_with_gateways"),
    "sweep-expiries": every(300.0, "payments.tasks.sweep_expiries"),
    "sweep-reservations": every(15.0, "inventory.tasks.sweep_reservations"),
    "purge-reservations": at(crontab(hour=2, minute=40), "inventory.tasks.purge_reservations"),
    "plan-stock": at(crontab(hour=1, minute=30), "reports.tasks.plan_stock"),
    "work-plans": every(60.0, "reports.tasks.work_plans", queue="bulk"),
    "sweep-lots": at(crontab(minute=5), "inventory.tasks.sweep_lots"),
    "sweep-exchanges": every(30.0, "returns.tasks.sweep_exchanges"),
    "sweep-cases": every(60.0, "support.tasks.sweep_cases"),
    "sweep-returns": every(300.0, "returns.tasks.sweep_returns"),
    "sweep-feedback": every(1800.0, "support.tasks.sweep_feedback"),
    "sweep-waiting": every(300.0, "orders.tasks.sweep_waiting"),
    "sweep-archive": at(crontab(hour=1, minute=40), "orders.tasks.sweep_archive"),
    "sweep-completion": every(120.0, "orders.tasks.sweep_completion"),
    "sweep-holds": every(60.0, "orders.tasks.sweep_holds"),
    "sweep-files": at(crontab(hour=4, minute=20), "orders.tasks.sweep_files"),
    "sweep-tracking": every(900.0, "shipping.tasks.sweep_tracking"),
    "run-subscriptions": every(60.0, "reports.tasks.run_subscriptions"),
    "end-abandoned-exports": every(60.0, "reports.tasks.end_abandoned_exports"),
    "refresh-summaries": at(crontab(minute="*/15"), "reports.tasks.refresh_summaries"),
    "refresh-summaries-nightly": at(crontab(hour=1, minute=40), "reports.tasks.refresh_summaries_nightly"),
    "sweep-silence": every(3600.0, "shipping.tasks.sweep_silence"),
}
