"""Providers that hand mails over by webhook: whose calls anymail can read, and how each is signed."""

from collections.abc import Callable, Mapping
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.inbound import AnymailInboundMessage
from anymail.webhooks.base import AnymailBaseWebhookView
from anymail.webhooks.mailgun import MailgunInboundWebhookView
from anymail.webhooks.mailjet import MailjetInboundWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView
from anymail.webhooks.sendgrid import SendGridInboundWebhookView
from django.http import HttpRequest

from support.errors import WebhookRefused
from support.intake.header_text import MALFORMED

# One signs each call with a key; the others send a name and password (``user:password``) in the address.
PROVIDERS: Mapping[str, Callable[[str], AnymailBaseWebhookView]] = {
    "mailgun": lambda secret: MailgunInboundWebhookView(webhook_signing_key=secret),
    "mailjet": lambda secret: MailjetInboundWebhookView(webhook_secret=secret),
    "postmark": lambda secret: PostmarkInboundWebhookView(webhook_secret=secret),
    "sendgrid": lambda secret: SendGridInboundWebhookView(webhook_secret=secret),
}


def messages_in(request: HttpRequest, *, provider: str, secret: str) -> list[AnymailInboundMessage]:
    """The mails of one call. Raises WebhookRefused when it is not signed or cannot be read."""
    view: Any = PROVIDERS[provider](secret)
    try:
        view.run_validators(request)
    except (AnymailWebhookValidationFailure, *MALFORMED) as error:
        raise WebhookRefused("The call is not signed as it should be. Check MAIL_WEBHOOK_SECRET.") from error
    try:
        return [event.message for event in view.parse_events(request)]
    except (AnymailError, *MALFORMED) as error:
        refused = WebhookRefused(f"The call cannot be read: {type(error).__name__}.")
        refused.status = 400
        raise refused from error
