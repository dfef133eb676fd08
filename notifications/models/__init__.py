from notifications.models.message import Message
from notifications.models.template import Template

__all__ = ["Message", "Template"]
