"""Where a mail provider tells what became of mails: verify, tell anymail's signal, answer. Nothing is decided here."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.signals import tracking
from anymail.webhooks.base import AnymailBaseWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

logger = logging.getLogger(__name__)
# One signs each call with a key; the others send a name and password (``user:password``) in the address.
PROVIDERS: Mapping[str, Callable[[str], AnymailBaseWebhookView]] = {
    "mailgun": lambda secret: MailgunTrackingWebhookView(webhook_signing_key=secret),
    "mailjet": lambda secret: MailjetTrackingWebhookView(webhook_secret=secret),
    "postmark": lambda secret: PostmarkTrackingWebhookView(webhook_secret=secret),
    "sendgrid": lambda secret: SendGridTrackingWebhookView(webhook_secret=secret),
}
_MALFORMED = (AnymailError, LookupError, ValueError, TypeError, AttributeError)


@csrf_exempt
@require_POST
def receive_reports(request: HttpRequest, provider: str) -> JsonResponse:
    """Keep what one call reports: 401 unsigned, 400 unreadable, 404 for a provider that is not the chosen one."""
    if provider != settings.MAIL_PROVIDER or provider not in PROVIDERS or not settings.MAIL_WEBHOOK_SECRET:
        return JsonResponse(
            {"error": "No reports come in here. Set MAIL_PROVIDER and MAIL_WEBHOOK_SECRET."}, status=404
        )
    view: Any = PROVIDERS[provider](settings.MAIL_WEBHOOK_SECRET)
    try:
        view.run_validators(request)
    except (AnymailWebhookValidationFailure, *_MALFORMED):
        return JsonResponse({"error": "The call is not signed as it should be. Check MAIL_WEBHOOK_SECRET."}, status=401)
    try:
        events = list(view.parse_events(request))
    except _MALFORMED as error:
        logger.warning("Reports of %s cannot be read: %s", provider, type(error).__name__)
        return JsonResponse({"error": f"The call cannot be read: {type(error).__name__}."}, status=400)
    for event in events:
        tracking.send(sender=type(view), event=event, esp_name=view.esp_name)
    return JsonResponse({"heard": len(events)})
