"""Where other shops call us: verify, keep, answer. Nothing is decided here."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.errors import OmsError
from orders.intake.channels.registry import adapter_named
from orders.models import ChannelSource
from orders.services.noticing import keep_notices


@csrf_exempt
@require_POST
def receive(request: HttpRequest, code: str) -> JsonResponse:
    """Keep a shop's notice; 401 when its signature does not fit, 200 also for a repetition."""
    source = ChannelSource.objects.filter(code=code, is_active=True).first()
    if source is None:
        return JsonResponse({"error": "There is no such shop."}, status=404)
    secret = settings.CHANNEL_WEBHOOK_SECRETS.get(source.code, "")
    try:
        notice = adapter_named(source.make).verify(body=request.body, headers=request.headers, secret=secret)
    except OmsError as error:
        return JsonResponse({"error": error.message, "code": error.code}, status=error.status)
    return JsonResponse({"kept": keep_notices(source=source, notices=[notice])})
