"""Parcels that were lost or came back and whose customer has neither goods nor money yet."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from fulfillment.statuses import ParcelState
from returns.models import Return
from shipping.models import DeliveryException, Remedy
from shipping.statuses import MADE_GOOD, RemedyKind

SINCE = timedelta(days=60)
SHOWN = 100
GONE = (ParcelState.LOST, ParcelState.RETURNED_TO_SENDER)


def not_made_good(*, now: datetime) -> list[DeliveryException]:
    """The trouble that ended each such parcel in the last 60 days, the longest waiting first; at most 100. One query.

    What came back and was settled as a return is made good by it.
    """
    done = Remedy.objects.filter(parcel_id=OuterRef("parcel_id"), kind__in=[*MADE_GOOD, RemedyKind.NOTHING])
    settled = Return.objects.filter(parcel_id=OuterRef("parcel_id"), resolved_at__isnull=False)
    waiting = DeliveryException.objects.filter(
        parcel__state__in=GONE, resolved_at__gte=now - SINCE
    ).exclude(Exists(done) | Exists(settled))  # fmt: skip
    newest = waiting.order_by("parcel_id", "-resolved_at").distinct("parcel_id")
    rows = DeliveryException.objects.filter(pk__in=newest.values("pk"))
    return list(rows.select_related("order__customer", "parcel").order_by("resolved_at", "pk")[:SHOWN])
