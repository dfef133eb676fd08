"""Labels taken back: asked for, told to the carrier by a worker, recorded."""

from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.events import publish
from core.fsm import perform
from core.service import service
from fulfillment.services.parcels import mark_label_voided
from fulfillment.statuses import ParcelState
from shipping.events import VoidRequested
from shipping.locks import lock_label
from shipping.models import ShippingLabel
from shipping.services.labels import LABELABLE, request_label
from shipping.statuses import LabelState


@service
def request_void(*, shippinglabel_id: int, actor: Actor) -> ShippingLabel:
    """The carrier will be asked to take the label back.

    Raises NotPermitted, and MoveRefused when the parcel is handed over or the time is over.
    """
    label = lock_label(shippinglabel_id)
    if label.void_requested_at is not None:
        return label
    perform(label, "request_void", actor=actor, now=timezone.now())
    label.error = ""
    label.save(update_fields=["void_requested_at", "error"])
    publish(VoidRequested(order_id=label.order_id, label_id=label.pk), actor=actor)
    return label


@service
def record_void(*, label_id: int, actor: Actor = SYSTEM) -> ShippingLabel:
    """The carrier took it back; the parcel is merely packed again. Repetition is harmless."""
    label = lock_label(label_id)
    if label.state != LabelState.PURCHASED:
        return label
    perform(label, "void", actor=actor, now=timezone.now())
    label.save(update_fields=["state", "voided_at"])
    if label.parcel.state in {ParcelState.LABELED, ParcelState.MANIFESTED}:
        mark_label_voided(parcel_id=label.parcel_id, actor=actor)
    elif label.parcel.state in LABELABLE:
        # Closed anew while the old label was being taken back: now it can have its own.
        request_label(parcel_id=label.parcel_id, actor=SYSTEM)
    return label


@service
def record_void_refused(*, label_id: int, words: str) -> ShippingLabel:
    """The carrier keeps its money; the label goes on to live, with the carrier's words."""
    label = lock_label(label_id)
    label.void_requested_at, label.error = None, words[:400]
    label.save(update_fields=["void_requested_at", "error"])
    return label
