"""The door for carriers' webhooks: believe the signature, keep the message, answer at once."""

import logging

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.errors import OmsError
from shipping.models import CarrierAccount
from shipping.selectors.accounts import carrier_of
from shipping.services.inbox import receive_event

logger = logging.getLogger(__name__)
LARGEST_BYTES = 256 * 1024


@csrf_exempt
@require_POST
def receive(request: HttpRequest, carrier: str) -> HttpResponse:
    """200 for a genuine message, new or not; 400 for a forged one."""
    account = CarrierAccount.objects.filter(code=carrier).first()
    if account is None:
        raise Http404("No such carrier.")
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BYTES:
        return JsonResponse({"error": "too_large"}, status=413)
    body = request.body
    try:
        envelope = carrier_of(account).open_webhook(body, headers=request.headers, now=timezone.now())
    except OmsError as error:
        logger.warning("Webhook of %s refused: %s", carrier, error.message)
        return JsonResponse({"error": error.code}, status=400)
    is_new = receive_event(carrier=carrier, envelope=envelope, body=body)
    return JsonResponse({"accepted": True, "new": is_new})
