"""The carrier's day, through the simulator's own controls: what is on the road arrives."""

from datetime import timedelta

import httpx
from django.conf import settings
from django.utils import timezone

from desk.simulation.script import Script, Stage
from fulfillment.statuses import ParcelState
from shipping.models import ShippingLabel
from shipping.selectors.polling import labels_to_ask
from shipping.statuses import SETTLED_STATUSES, LabelState
from shipping.tasks import ask_about

TIMEOUT_SECONDS = 10
AT_ONCE = 100
# The carrier tells by webhook; whoever runs without a web server asks after this long.
PATIENCE = timedelta(seconds=15)


def deliver(script: Script) -> int:
    """Let accepted parcels arrive, or go half the way where the script stops; tells how many were moved."""
    labels = ShippingLabel.objects.filter(
        state=LabelState.PURCHASED,
        parcel__state=ParcelState.SHIPPED,
        parcel__manifest_entry__manifest__accepted_at__isnull=False,
    ).exclude(tracking_status__in=SETTLED_STATUSES)
    arriving, moving = [], []
    for number, order_id, heard in labels.order_by("pk").values_list("tracking_number", "order_id", "tracked_at")[:2000]:
        if script.may(order_id, Stage.DELIVERED):
            arriving.append(number)
        elif heard is None:
            moving.append(number)
    moved = _advance(arriving[:AT_ONCE], "delivered") + _advance(moving[:AT_ONCE], 2)
    ask_about(labels_to_ask(now=timezone.now(), quiet=PATIENCE))
    return moved


def _advance(numbers: list[str], steps: int | str) -> int:
    """How many parcels the simulator moved; none when it cannot be reached."""
    if not numbers or not settings.CARRIER_URL:
        return 0
    try:
        answer = httpx.post(
            f"{settings.CARRIER_URL}/_control/advance",
            json={"tracking_numbers": numbers, "steps": steps},
            timeout=TIMEOUT_SECONDS,
        )
    except httpx.HTTPError:
        return 0
    return len(numbers) if answer.is_success else 0
