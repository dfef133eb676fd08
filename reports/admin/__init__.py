from reports.admin import rates, summaries

__all__ = ["rates", "summaries"]
