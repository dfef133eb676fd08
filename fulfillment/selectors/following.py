"""How often packers take the box that is suggested."""

from dataclasses import dataclass

from django.db.models import Count, F, Q

from fulfillment.models import Parcel
from fulfillment.statuses import ParcelState, SuggestedBy

LOOKED_AT = 1000


@dataclass(frozen=True)
class BoxRecord:
    """Of the newest parcels for which a box was suggested by measures: how many, and how many were packed in it."""

    suggested: int
    taken: int

    @property
    def percent(self) -> int:
        return self.taken * 100 // self.suggested if self.suggested else 0


def record_of_box(packaging_id: int) -> BoxRecord:
    """The newest thousand closed parcels; one query."""
    parcels = Parcel.objects.filter(suggested_packaging_id=packaging_id, suggested_by=SuggestedBy.MEASURES)
    closed = parcels.exclude(state__in=[ParcelState.PACKING, ParcelState.CANCELED]).order_by("-pk")[:LOOKED_AT]
    counted = Parcel.objects.filter(pk__in=closed.values("pk")).aggregate(
        suggested=Count("pk"), taken=Count("pk", filter=Q(packaging_id=F("suggested_packaging_id")))
    )
    return BoxRecord(**counted)
