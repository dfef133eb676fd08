from reports.admin import accounts, exports, journal

__all__ = ["accounts", "exports", "journal"]
