from core.admin import alerts, audit, effects, events, idempotency, imports, retention

__all__ = ["alerts", "audit", "effects", "events", "idempotency", "imports", "retention"]
