from notifications.admin import messages, templates

__all__ = ["messages", "templates"]
