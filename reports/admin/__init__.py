from reports.admin import accounts, journal, rates, summaries

__all__ = ["accounts", "journal", "rates", "summaries"]
