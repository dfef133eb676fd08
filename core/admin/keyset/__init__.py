from core.admin.keyset.changelist import KeysetChangeList, has_keyset

__all__ = ["KeysetChangeList", "has_keyset"]
