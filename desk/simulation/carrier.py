"""The carrier's day, through the simulator's own controls: what is on the road arrives."""

import time
from datetime import timedelta

import httpx
from django.conf import settings
from django.utils import timezone

from desk.simulation.script import Script, Stage
from fulfillment.statuses import ParcelState
from shipping.models import ShippingLabel
from shipping.selectors.polling import labels_to_ask
from shipping.statuses import SETTLED_STATUSES, LabelState, TrackingStatus
from shipping.tasks import ask_about

TIMEOUT_SECONDS = 10
AT_ONCE = 100
# The carrier tells by webhook; whoever runs without a web server asks after this long.
PATIENCE_SECONDS = 6.0
AT_MOST = 2000
_AWAY = (TrackingStatus.IN_TRANSIT, TrackingStatus.OUT_FOR_DELIVERY)
_COLUMNS = ("tracking_number", "order_id", "tracking_status")


class Road:
    """Parcels on their way; one that was moved is left alone until its news had time to come in."""

    def __init__(self) -> None:
        self.moved_at: dict[str, float] = {}

    def may_move(self, number: str) -> bool:
        return time.monotonic() - self.moved_at.get(number, -PATIENCE_SECONDS) >= PATIENCE_SECONDS

    def move(self, numbers: list[str], steps: int | str) -> int:
        """How many parcels the simulator moved that were not moved before."""
        if not _advance(numbers, steps):
            return 0
        fresh = sum(1 for number in numbers if number not in self.moved_at)
        self.moved_at |= dict.fromkeys(numbers, time.monotonic())
        return fresh


def deliver(script: Script, road: Road) -> int:
    """Let accepted parcels arrive, or go half the way where the script stops; tells how many were moved."""
    labels = ShippingLabel.objects.filter(
        script.is_ours(),
        state=LabelState.PURCHASED,
        parcel__state=ParcelState.SHIPPED,
        parcel__manifest_entry__manifest__accepted_at__isnull=False,
    ).exclude(tracking_status__in=SETTLED_STATUSES)
    arriving, moving = [], []
    for number, order_id, status in labels.order_by("pk").values_list(*_COLUMNS)[:AT_MOST]:
        if not road.may_move(number):
            continue
        if script.may(order_id, Stage.DELIVERED):
            arriving.append(number)
        elif number not in road.moved_at and status not in _AWAY:
            moving.append(number)
    moved = road.move(arriving[:AT_ONCE], "delivered") + road.move(moving[:AT_ONCE], 2)
    if arriving or moving or road.moved_at:
        waiting = labels_to_ask(now=timezone.now(), quiet=timedelta(seconds=PATIENCE_SECONDS))
        numbers = set(ShippingLabel.objects.filter(tracking_number__in=road.moved_at).values_list("pk", flat=True))
        ask_about([(label_id, since) for label_id, since in waiting if label_id in numbers])
    return moved


def _advance(numbers: list[str], steps: int | str) -> bool:
    """Whether the simulator moved the parcels; not when there are none or it cannot be reached."""
    if not numbers or not settings.CARRIER_URL:
        return False
    try:
        answer = httpx.post(
            f"{settings.CARRIER_URL}/_control/advance",
            json={"tracking_numbers": numbers, "steps": steps},
            timeout=TIMEOUT_SECONDS,
        )
    except httpx.HTTPError:
        return False
    return bool(answer.is_success)
