from notifications.admin import consents, deliveries, endpoints, messages, suppressions, templates

__all__ = ["consents", "deliveries", "endpoints", "messages", "suppressions", "templates"]
