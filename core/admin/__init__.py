from core.admin import alerts, audit, backups, effects, events, idempotency, imports, packed, retention

__all__ = ["alerts", "audit", "backups", "effects", "events", "idempotency", "imports", "packed", "retention"]
