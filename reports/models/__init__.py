from reports.models.daily import DailyParcels, DailyReversals, DailySales, DailySku
from reports.models.journal import JournalAccount, JournalDay, JournalLine
from reports.models.rates import ExchangeRate
from reports.models.summaries import SummaryDay, SummaryKind, SummaryRun

__all__ = [
    "DailyParcels",
    "DailyReversals",
    "DailySales",
    "DailySku",
    "ExchangeRate",
    "JournalAccount",
    "JournalDay",
    "JournalLine",
    "SummaryDay",
    "SummaryKind",
    "SummaryRun",
]
