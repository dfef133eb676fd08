from core.audit.registry import Promise, promise, promises

__all__ = ["Promise", "promise", "promises"]
