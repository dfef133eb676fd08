from core.admin import alerts, audit, effects, events, idempotency, imports

__all__ = ["alerts", "audit", "effects", "events", "idempotency", "imports"]
