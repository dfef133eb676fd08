"""Where gateways call us: parse, verify, keep, answer. Nothing is decided here."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.errors import Misconfigured
from payments.errors import ForgedWebhook
from payments.gateways.registry import gateway_named
from payments.services.webhooks import keep_notice


@csrf_exempt
@require_POST
def receive(request: HttpRequest, source: str) -> HttpResponse:
    """Keep a gateway's event; 400 when its signature does not fit, 200 also for a repetition."""
    try:
        gateway = gateway_named(source)
    except Misconfigured:
        return JsonResponse({"error": "There is no such gateway."}, status=404)
    try:
        notice = gateway.verify(body=request.body, headers=request.headers, now=timezone.now())
    except ForgedWebhook as error:
        return JsonResponse({"error": error.message}, status=400)
    is_new = keep_notice(source=source, notice=notice, raw=request.body)
    return JsonResponse({"kept": is_new})
