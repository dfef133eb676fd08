from reports.models.daily import DailyParcels, DailyReversals, DailySales, DailySku
from reports.models.export import Export
from reports.models.journal import JournalAccount, JournalDay, JournalLine
from reports.models.rates import ExchangeRate
from reports.models.subscription import Subscription, SubscriptionRun
from reports.models.summaries import SummaryDay, SummaryKind, SummaryRun

__all__ = [
    "DailyParcels",
    "DailyReversals",
    "DailySales",
    "DailySku",
    "ExchangeRate",
    "Export",
    "JournalAccount",
    "JournalDay",
    "JournalLine",
    "Subscription",
    "SubscriptionRun",
    "SummaryDay",
    "SummaryKind",
    "SummaryRun",
]
