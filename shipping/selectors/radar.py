"""Labels that were bought and not used, whose last day to be given back comes near."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from fulfillment.statuses import HANDED_OVER
from shipping.models import ShippingLabel
from shipping.statuses import LabelState

NOTICE = timedelta(days=3)


def voids_running_out(
    labels: QuerySet[ShippingLabel], *, now: datetime, notice: timedelta = NOTICE
) -> QuerySet[ShippingLabel]:
    """Bought, not on a truck, and not asked to be given back, with at most ``notice`` left; the nearest end first."""
    waiting = labels.filter(
        state=LabelState.PURCHASED, void_requested_at=None, void_until__gt=now, void_until__lte=now + notice,
    )  # fmt: skip
    return waiting.exclude(parcel__state__in=HANDED_OVER).order_by("void_until", "pk")
