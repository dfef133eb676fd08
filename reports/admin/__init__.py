from reports.admin import accounts, exports, journal, rates, summaries

__all__ = ["accounts", "exports", "journal", "rates", "summaries"]
