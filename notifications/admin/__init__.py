from notifications.admin import deliveries, endpoints, messages, templates

__all__ = ["deliveries", "endpoints", "messages", "templates"]
