"""A parcel is gone: for the floor, for its order and for its money, in one commit."""

from collections.abc import Mapping

from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.service import service
from fulfillment.models import Parcel
from fulfillment.services.parcels import mark_shipped
from fulfillment.statuses import ParcelState
from orders.locks import lock_order
from orders.services.recording.road import DispatchedUnit, record_dispatch
from shipping.models import Manifest, ManifestParcel, ShippingLabel
from shipping.services.exceptions import open_exception
from shipping.statuses import ExceptionKind, LabelState


@service
def record_departure(*, parcel_id: int, actor: Actor = SYSTEM) -> Parcel:
    """The parcel left with the truck: shipped, out of the stock, its share due. Repetition is harmless."""
    parcel = Parcel.objects.select_related("fulfillment_order").get(pk=parcel_id)
    lock_order(parcel.fulfillment_order.order_id)
    parcel.refresh_from_db(fields=["state"])
    if parcel.state != ParcelState.MANIFESTED:
        return parcel
    now = timezone.now()
    mark_shipped(parcel_id=parcel_id, actor=actor)
    record_dispatch(
        order_id=parcel.fulfillment_order.order_id,
        parcel_id=parcel_id,
        units=[DispatchedUnit(item.order_line_id, item.level_id, item.quantity) for item in parcel.items.all()],
        actor=actor,
        now=now,
    )
    labels = ShippingLabel.objects.filter(parcel_id=parcel_id, state=LabelState.PURCHASED)
    labels.filter(tracked_at=None).update(tracked_at=now)
    parcel.refresh_from_db()
    return parcel


@service
def record_acceptance(*, manifest_id: int, refused: Mapping[str, str]) -> Manifest:
    """The carrier took note of the manifest; what it left behind is trouble for a person."""
    manifest = Manifest.objects.get(pk=manifest_id)
    if manifest.accepted_at is not None:
        return manifest
    entries = ManifestParcel.objects.filter(manifest=manifest, label__tracking_number__in=list(refused))
    for entry in entries.select_related("label").order_by("label__order_id", "pk"):
        open_exception(
            parcel_id=entry.parcel_id, kind=ExceptionKind.NOT_ACCEPTED, words=refused[entry.label.tracking_number]
        )
    manifest.accepted_at = timezone.now()
    manifest.save(update_fields=["accepted_at"])
    return manifest
