"""Parcels on the road that went quiet."""

from datetime import datetime, timedelta

from django.utils import timezone

from fulfillment.statuses import ParcelState
from shipping.models import ShippingLabel
from shipping.statuses import SETTLED_STATUSES, LabelState

QUIET = timedelta(hours=4)
AT_ONCE = 200


def labels_to_ask(*, now: datetime | None = None, quiet: timedelta = QUIET) -> list[tuple[int, str]]:
    """At most 200 labels whose parcel is away and of which nothing was heard for ``quiet``, quietest first.

    Each with the moment of the last news as text. One query.
    """
    labels = ShippingLabel.objects.filter(
        state=LabelState.PURCHASED,
        parcel__state=ParcelState.SHIPPED,
        tracked_at__lt=(now or timezone.now()) - quiet,
    ).exclude(tracking_status__in=SETTLED_STATUSES)
    rows = labels.order_by("tracked_at").values_list("pk", "tracked_at")[:AT_ONCE]
    return [(label_id, tracked_at.isoformat()) for label_id, tracked_at in rows if tracked_at is not None]
