from api.admin.keys import ApiKeyAdmin

__all__ = ["ApiKeyAdmin"]
