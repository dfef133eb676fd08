"""Where a mail provider hands mails over: verify, keep, answer. Nothing is decided here."""

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.errors import OmsError
from support.errors import MailTooLarge
from support.intake.providers import PROVIDERS, messages_in
from support.intake.rebuilding import raw_of
from support.services.keeping import keep_mail

logger = logging.getLogger(__name__)
# Files travel as base64 inside a call, and a mail as text beside its files.
SWELLS_BY = 2


@csrf_exempt
@require_POST
def receive(request: HttpRequest, provider: str) -> JsonResponse:
    """Keep the mails of one call: 401 unsigned, 413 too large, 404 for a provider that is not the chosen one."""
    if provider != settings.MAIL_PROVIDER or provider not in PROVIDERS or not settings.MAIL_WEBHOOK_SECRET:
        return JsonResponse({"error": "No mails come in here. Set MAIL_PROVIDER and MAIL_WEBHOOK_SECRET."}, status=404)
    try:
        _read_body(request)
        messages = messages_in(request, provider=provider, secret=settings.MAIL_WEBHOOK_SECRET)
        kept = [keep_mail(source=provider, raw=raw_of(message), **_envelope(message)) for message in messages]
    except OmsError as error:
        logger.warning("A call of %s was refused: %s", provider, error.message)
        return JsonResponse({"error": error.message, "code": error.code}, status=error.status)
    return JsonResponse({"kept": sum(is_new for _, is_new in kept)})


def _envelope(message: Any) -> dict[str, Any]:
    return {"envelope_from": message.envelope_sender, "envelope_to": message.envelope_recipient or ""}


def _read_body(request: HttpRequest) -> None:
    """A call with a mail may be larger than other calls; a form's files are written to the disk while they come."""
    limit = SWELLS_BY * settings.MAIL_MAX_BYTES
    if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
        raise MailTooLarge("The mail is too large to be taken in. Send its files one by one, or a link.")
    if not (request.content_type or "").startswith("multipart/"):
        request._body = request.read(limit)  # type: ignore[attr-defined]
