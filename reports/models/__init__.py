from reports.models.export import Export
from reports.models.subscription import Subscription, SubscriptionRun

__all__ = ["Export", "Subscription", "SubscriptionRun"]
