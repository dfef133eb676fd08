"""What the road tells about parcels: each word moves the parcel, its work follows.

Called by shipping inside its own transactions. A repeated word changes nothing.
"""

from datetime import datetime

from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.events import publish
from core.fsm import perform
from core.service import service
from fulfillment.events import (
    ParcelLabeled,
    ParcelLabelFailed,
    ParcelLabelVoided,
    ParcelManifested,
    WorkFact,
)
from fulfillment.locks import lock_parcel
from fulfillment.models import Parcel
from fulfillment.services.closing import tell_open_parcels
from fulfillment.services.progress import advance, save_work_lines
from fulfillment.statuses import ParcelState

STAMPS = ["state", "labeled_at", "shipped_at", "delivered_at"]


@service
def mark_labeled(*, parcel_id: int, actor: Actor, now: datetime | None = None) -> Parcel:
    """A label was bought. Raises ParcelNotFound and MoveRefused."""
    parcel = lock_parcel(parcel_id)
    if parcel.state == ParcelState.LABELED:
        return parcel
    return _move(parcel, "label", ParcelLabeled, actor=actor, now=now or timezone.now())


@service
def mark_label_failed(*, parcel_id: int, actor: Actor) -> Parcel:
    """The carrier refused a label. Raises ParcelNotFound and MoveRefused."""
    parcel = lock_parcel(parcel_id)
    if parcel.state == ParcelState.LABEL_FAILED:
        return parcel
    return _move(parcel, "fail_label", ParcelLabelFailed, actor=actor)


@service
def mark_label_voided(*, parcel_id: int, actor: Actor) -> Parcel:
    """The label no longer counts; the parcel is packed and may get another. Raises MoveRefused."""
    parcel = lock_parcel(parcel_id)
    if parcel.state == ParcelState.PACKED:
        return parcel
    return _move(parcel, "void_label", ParcelLabelVoided, actor=actor)


@service
def mark_manifested(*, parcel_id: int, actor: Actor) -> Parcel:
    """The parcel is on the carrier's list. Raises ParcelNotFound and MoveRefused."""
    parcel = lock_parcel(parcel_id)
    if parcel.state == ParcelState.MANIFESTED:
        return parcel
    return _move(parcel, "manifest", ParcelManifested, actor=actor)


@service
def mark_unmanifested(*, parcel_id: int, actor: Actor) -> Parcel:
    """Taken off the list again. Raises ParcelNotFound and MoveRefused."""
    parcel = lock_parcel(parcel_id)
    if parcel.state == ParcelState.LABELED:
        return parcel
    return _move(parcel, "unmanifest", None, actor=actor)


@service
def mark_shipped(*, parcel_id: int, actor: Actor, now: datetime | None = None) -> Parcel:
    """The carrier has it: its units are shipped for the work; the caller tells the order (``record_dispatch``)."""
    parcel = lock_parcel(parcel_id)
    if parcel.state == ParcelState.SHIPPED:
        return parcel
    now = now or timezone.now()
    _move(parcel, "ship", None, actor=actor, now=now)
    work = parcel.fulfillment_order
    lines = {line.pk: line for line in work.lines.all()}
    for item in parcel.items.all():
        lines[item.line_id].shipped += item.quantity
    save_work_lines(lines.values())
    advance(work, now=now)
    return parcel


@service
def mark_delivered(*, parcel_id: int, actor: Actor = SYSTEM, now: datetime | None = None) -> Parcel:
    """The customer has it; the caller tells the order (``record_delivery``)."""
    return _arrive(parcel_id, "deliver", ParcelState.DELIVERED, actor=actor, now=now or timezone.now())


@service
def mark_lost(*, parcel_id: int, actor: Actor) -> Parcel:
    """The carrier cannot find it; the caller tells the order (``record_lost``)."""
    return _arrive(parcel_id, "lose", ParcelState.LOST, actor=actor)


@service
def mark_returned_to_sender(*, parcel_id: int, actor: Actor) -> Parcel:
    """It is back with us; of one that was lost the caller tells the order (``record_found``)."""
    return _arrive(parcel_id, "return_to_sender", ParcelState.RETURNED_TO_SENDER, actor=actor)


def _arrive(parcel_id: int, move: str, target: ParcelState, *, actor: Actor, now: datetime | None = None) -> Parcel:
    parcel = lock_parcel(parcel_id)
    if parcel.state == target:
        return parcel
    _move(parcel, move, None, actor=actor, now=now)
    tell_open_parcels(parcel.fulfillment_order.order_id, actor=actor)
    return parcel


def _move(
    parcel: Parcel, move: str, fact: type[WorkFact] | None, *, actor: Actor, now: datetime | None = None
) -> Parcel:
    before, after = perform(parcel, move, actor=actor, **({"now": now} if now else {}))
    parcel.save(update_fields=STAMPS)
    if fact is not None:
        work = parcel.fulfillment_order
        told = fact(order_id=work.order_id, fulfillment_order_id=work.pk, parcel_id=parcel.pk)  # type: ignore[call-arg]
        publish(told, actor=actor, changes={"parcel": [before, after]})
    return parcel
