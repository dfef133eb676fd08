from reports.admin.exports import ExportAdmin, SubscriptionAdmin

__all__ = ["ExportAdmin", "SubscriptionAdmin"]
