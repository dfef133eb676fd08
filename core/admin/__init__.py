from core.admin import alerts, audit, effects, events, idempotency, imports, packed, retention

__all__ = ["alerts", "audit", "effects", "events", "idempotency", "imports", "packed", "retention"]
