from reports.admin import accounts, journal

__all__ = ["accounts", "journal"]
