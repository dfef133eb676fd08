from notifications.models.consent import TextConsent
from notifications.models.message import Message
from notifications.models.suppression import MessageReport, Suppression
from notifications.models.template import Template, TemplateVersion
from notifications.models.webhook import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookSecret

__all__ = [
    "Message",
    "MessageReport",
    "Suppression",
    "Template",
    "TemplateVersion",
    "TextConsent",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookSecret",
]
