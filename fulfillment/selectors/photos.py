"""The packers' pictures, and who may look at them from the floor."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from fulfillment.models import Parcel, ParcelPhoto


def with_photos(parcels: QuerySet[Parcel]) -> QuerySet[Parcel]:
    """The parcels with ``photo_ids``, keys of their pictures that were not removed; no query of its own."""
    shown = ParcelPhoto.objects.filter(parcel=OuterRef("pk"), attachment__removed_at=None).order_by("pk")
    return parcels.annotate(photo_ids=ArraySubquery(shown.values("pk")))


def photo_of(photo_id: int, *, warehouse_id: int | None = None) -> ParcelPhoto | None:
    """A picture that was not removed, of that warehouse when one is named; one query."""
    photos = ParcelPhoto.objects.select_related("attachment").filter(pk=photo_id, attachment__removed_at=None)
    if warehouse_id is not None:
        photos = photos.filter(parcel__fulfillment_order__warehouse=warehouse_id)
    return photos.first()
