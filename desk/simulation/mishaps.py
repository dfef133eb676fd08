"""What goes wrong on the road, each kind once, so that the radar of the demo is not empty."""

from collections.abc import Sequence

import httpx
from django.conf import settings
from django.utils import timezone

from desk.simulation.script import Script
from desk.simulation.tales import STORY
from fulfillment.statuses import ParcelState
from shipping.models import DeliveryException, ShippingLabel
from shipping.statuses import LabelState, TrackingStatus
from shipping.tasks import ask_about

TIMEOUT_SECONDS = 10
KINDS = ("damaged", "lost", "address_unknown")
_ON_THE_ROAD = (TrackingStatus.NOT_MOVING, TrackingStatus.IN_TRANSIT, TrackingStatus.OUT_FOR_DELIVERY)


def meet_trouble(script: Script) -> int:
    """Parcels on the road are damaged, lost and sent to a street nobody finds, each kind once; tells how many now.

    The carrier tells by webhook where a web server runs; without one it is asked, and twice is once.
    """
    if not settings.CARRIER_URL:
        return 0
    met = set(DeliveryException.objects.filter(kind__in=KINDS).values_list("kind", flat=True))
    wanted = [kind for kind in KINDS if kind not in met]
    if not wanted:
        return 0
    # The carrier knows nothing of a parcel whose list it did not take yet.
    labels = ShippingLabel.objects.filter(
        script.is_ours(), state=LabelState.PURCHASED, parcel__state=ParcelState.SHIPPED,
        parcel__manifest_entry__manifest__accepted_at__isnull=False, tracking_status__in=_ON_THE_ROAD,
        order__is_practice=False,
    ).exclude(order__external_id__startswith=STORY)  # fmt: skip
    unlucky = list(labels.order_by("pk").values_list("pk", "tracking_number")[: len(wanted)])
    for (_, number), kind in zip(unlucky, wanted, strict=False):
        _tell("exceptions", {"tracking_number": number, "kind": kind})
    if unlucky:
        _tell("advance", {"tracking_numbers": [number for _, number in unlucky], "steps": "delivered"})
        _ask([key for key, _ in unlucky])
    return len(unlucky)


def _tell(what: str, body: dict[str, object]) -> None:
    httpx.post(f"{settings.CARRIER_URL}/_control/{what}", json=body, timeout=TIMEOUT_SECONDS).raise_for_status()


def _ask(label_ids: Sequence[int]) -> None:
    since = timezone.now().isoformat()
    ask_about([(label_id, since) for label_id in label_ids])
